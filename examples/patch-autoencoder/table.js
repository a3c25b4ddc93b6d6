// A table of a method on features, beside another on the same features. In a project that has
// @oneclass/bench, @oneclass/dfr and this package installed:
//   npx oneclass-bench run ./table.js --quick
import { oneVersusRest, strokeDigits } from '@oneclass/core/datasets';
import { dfr } from '@oneclass/dfr';
import { edges, patchAutoencoder } from 'oneclass-patch-autoencoder';

const data = {
  description: { set: 'drawn digits', perDigit: [40, 10], normal: '1' },
  load() {
    const train = strokeDigits({ perDigit: 40, seed: 1 });
    const { normal, test } = oneVersusRest(train, strokeDigits({ perDigit: 10, seed: 2 }), '1');
    return { train: normal, test };
  },
};

// eslint-disable-next-line oneclass/no-default-export -- how a file gives its table
export default {
  name: 'patch-autoencoder',
  title: 'Two methods on the same features, on drawn digits',
  protocol: () => ['Digits drawn by code. Fitted on 40 images of 1, tested on 10 of every digit.'],
  /** @param {{ seeds: number[] }} options */
  cells: ({ seeds }) =>
    seeds.flatMap((seed) => [
      {
        id: `patch-autoencoder-seed${seed}`,
        row: 'patch-autoencoder',
        method: patchAutoencoder,
        package: 'oneclass-patch-autoencoder',
        features: { provider: edges, package: 'oneclass-patch-autoencoder' },
        config: { seed },
        data,
      },
      {
        id: `dfr-seed${seed}`,
        row: 'dfr',
        method: dfr,
        package: '@oneclass/dfr',
        features: { provider: edges, package: 'oneclass-patch-autoencoder' },
        config: { seed, epochs: 2, latentSize: 2 },
        data,
      },
    ]),
};
