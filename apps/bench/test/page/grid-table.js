// A grid of two digits and two methods that runs in seconds.
import { convAutoencoder, mlpAutoencoder } from '@oneclass/autoencoder';
import { oneVersusRest, resizeImages, strokeDigits } from '@oneclass/core/datasets';

const INPUT = {
  height: 16,
  width: 16,
  channels: /** @type {const} */ (1),
  resize: /** @type {const} */ ('area'),
};
const METHODS = [
  {
    axis: 'conv',
    method: convAutoencoder,
    config: { encoder: [4, 8], decoder: [8, 4], batchSize: 8, epochs: 3 },
  },
  { axis: 'mlp', method: mlpAutoencoder, config: { batchSize: 8, epochs: 6, earlyStopping: null } },
];

/** @type {import('../../src/table/table.ts').Table} */
const table = {
  name: 'toy-grid',
  title: 'A toy grid',
  protocol: () => ['Digits drawn by code.'],
  figures: ['testAuroc', 'testAveragePrecision'],
  grid: { rows: 'digit', columns: 'method' },
  published: {
    source: 'nowhere',
    figures: {
      '1 conv': { testAuroc: 0.9 },
      '7 conv': { testAuroc: 0.8 },
      '1 mlp': { testAuroc: 0.7 },
    },
    unchecked: ['7 conv'],
  },
  cells: ({ seeds }) =>
    ['1', '7'].flatMap((digit) =>
      METHODS.flatMap(({ axis, method, config }) =>
        seeds.map((seed) => ({
          id: `${axis}-digit${digit}-seed${seed}`,
          row: `${digit} ${axis}`,
          axes: { digit, method: axis },
          method,
          config: { ...config, seed },
          data: {
            input: INPUT,
            description: { set: 'drawn digits', normal: digit, input: INPUT },
            load() {
              const drawn = strokeDigits({ perDigit: 16, seed: 1 });
              const digits = { ...drawn, samples: resizeImages(drawn.samples, INPUT) };
              const { normal, test } = oneVersusRest(digits, digits, digit);
              return { train: normal, test };
            },
          },
        })),
      ),
    ),
};

// eslint-disable-next-line oneclass/no-default-export -- how a file gives its table
export default table;
