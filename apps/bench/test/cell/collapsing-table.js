// A table of three seeds and two rows; fits with seed 1 collapse, and the second row has no other.
import { mlpAutoencoder } from '@oneclass/autoencoder';
import { OneClassError } from '@oneclass/core';
import { oneVersusRest, strokeDigits } from '@oneclass/core/datasets';
import { fixedThreshold } from '@oneclass/core/thresholds';

/** @type {typeof mlpAutoencoder.fit} */
const fit = async (images, config, run) => {
  const detector = await mlpAutoencoder.fit(images, config, run);
  if (config?.seed !== 1) return detector;
  detector.dispose();
  throw new OneClassError('collapsed', 'every <image> is alike. Take another `seed`.');
};

/** @type {import('../../src/table/table.ts').Table} */
const table = {
  name: 'collapsing',
  title: 'A table with a fit that collapses',
  protocol: () => [],
  figures: ['testAuroc', 'testF1'],
  cells: ({ seeds }) =>
    [
      { row: 'some', of: seeds },
      { row: 'all', of: seeds.filter((seed) => seed === 1) },
    ].flatMap(({ row, of }) =>
      of.map((seed) => ({
        id: `${row}-seed${seed}`,
        row,
        method: { ...mlpAutoencoder, fit },
        package: '@oneclass/autoencoder',
        config: { seed, epochs: 2, earlyStopping: null },
        data: {
          description: { set: 'ones', row, seed },
          load() {
            const digits = strokeDigits({ perDigit: 12, seed });
            const { normal, test } = oneVersusRest(digits, digits, '1');
            return { train: normal, test };
          },
        },
        threshold: fixedThreshold(0.05),
      })),
    ),
};

// eslint-disable-next-line oneclass/no-default-export -- how a file gives its table
export default table;
