import { convAutoencoder } from '@oneclass/autoencoder';
import type { InputSpec } from '@oneclass/core';
import { oneVersusRest, resizeImages, type ClassifiedImages } from '@oneclass/core/datasets';
import { loadNamedSet, requireSplit } from '@oneclass/core/node';
import { quantileThreshold } from '@oneclass/core/thresholds';
import { validatedFigures } from './validated-figures.ts';
import { alternateHalves } from './halves.ts';
import type { DataSource, Table } from '../table/table.ts';

const INPUT: InputSpec = { height: 32, width: 32, channels: 1, resize: 'bilinear' };
const NORMAL = '2';

function source(seed: number): DataSource {
  return {
    input: INPUT,
    description: { set: 'digits', normal: NORMAL, input: INPUT, seed },
    async load({ folders, signal }) {
      const set = await loadNamedSet('digits', folders, { signal });
      const resized = (images: ClassifiedImages): ClassifiedImages => ({
        ...images,
        samples: resizeImages(images.samples, INPUT),
      });
      const split = oneVersusRest(
        resized(requireSplit(set, 'train')),
        resized(requireSplit(set, 'test')),
        NORMAL,
      );
      const [validation, rest] = alternateHalves(split.test);
      return { train: split.normal, validation, test: rest };
    },
  };
}

export const digits: Table = {
  name: 'digits',
  title: `Convolutional autoencoder on drawn digits: ${NORMAL} normal, the others anomalous`,
  protocol: () => [
    'Digits drawn by code, so that it runs without any download. Fitted on one digit; every ' +
      'second image of the test split is for validation, the others are the test. The threshold ' +
      'is where 5 % of the normal validation images are called anomalous: no anomaly chooses it.',
    'Score: mean squared error of the reconstruction. There is no published number for these ' +
      'images.',
  ],
  figures: validatedFigures,
  cells: ({ size, seeds }) =>
    seeds.map((seed) => ({
      id: `${convAutoencoder.name}-seed${String(seed)}`,
      method: convAutoencoder,
      package: '@oneclass/autoencoder',
      config: {
        ...convAutoencoder.defaults,
        epochs: size === 'full' ? 100 : 20,
        batchSize: 32,
        learningRate: 3e-3,
        seed,
      },
      data: source(seed),
      threshold: ({ labels, scores }) =>
        quantileThreshold(
          scores.filter((_, i) => labels[i] === 0),
          { falsePositiveRate: 0.05 },
        ),
    })),
};
