// A table whose fit saves itself after every step, to be killed at any moment.
import { convAutoencoder } from '@oneclass/autoencoder';
import { oneVersusRest, resizeImages, strokeDigits } from '@oneclass/core/datasets';
import { fixedThreshold } from '@oneclass/core/thresholds';

const INPUT = {
  height: 16,
  width: 16,
  channels: /** @type {const} */ (1),
  resize: /** @type {const} */ ('area'),
};

/** @type {typeof convAutoencoder.fit} */
const fit = (images, config, run) =>
  convAutoencoder.fit(images, config, {
    ...run,
    ...(run?.checkpoint && { checkpoint: { ...run.checkpoint, interval: 0 } }),
  });

/** @type {import('../../src/table/table.ts').Table} */
const table = {
  name: 'killed',
  title: 'A table that is killed',
  protocol: () => [],
  cells: ({ seeds }) =>
    seeds.map((seed) => ({
      id: `seed${seed}`,
      method: { ...convAutoencoder, fit },
      package: '@oneclass/autoencoder',
      config: { encoder: [4, 8], decoder: [8, 4], batchSize: 8, epochs: 30, seed },
      data: {
        input: INPUT,
        description: { set: 'ones', input: INPUT },
        load() {
          const drawn = strokeDigits({ perDigit: 16, seed: 1 });
          const digits = { ...drawn, samples: resizeImages(drawn.samples, INPUT) };
          const { normal, test } = oneVersusRest(digits, digits, '1');
          return { train: normal, test };
        },
      },
      threshold: fixedThreshold(0.05),
    })),
};

// eslint-disable-next-line oneclass/no-default-export -- how a file gives its table
export default table;
