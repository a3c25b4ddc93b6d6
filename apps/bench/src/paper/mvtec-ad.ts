import {
  DFR_INPUT,
  DFR_PROTOCOL,
  dfrEpochs,
  dfrFigures,
  EFFICIENTNET_PROTOCOL,
  epochsSentence,
  ofDfr,
  ofDfrOnEfficientNet,
} from './dfr.ts';
import { categoryOf, imageFolder } from './image-folder.ts';
import type { Table } from '../table/table.ts';

/** Images to fit on and test images of each category (Bergmann et al. 2019, table 1). */
const CATEGORIES: Readonly<Record<string, readonly [train: number, test: number]>> = {
  carpet: [280, 117],
  grid: [264, 78],
  leather: [245, 124],
  tile: [230, 117],
  wood: [247, 79],
  bottle: [209, 83],
  cable: [224, 150],
  capsule: [219, 132],
  hazelnut: [391, 110],
  metal_nut: [220, 115],
  pill: [267, 167],
  screw: [320, 160],
  toothbrush: [60, 42],
  transistor: [213, 100],
  zipper: [240, 151],
};

const FEATURES = [
  { on: ofDfr, suffix: '', row: '' },
  {
    on: ofDfrOnEfficientNet,
    suffix: '-efficientnet',
    row: ', efficientnet',
  },
];

export const mvtecDfr: Table = {
  name: 'mvtec-dfr',
  title: 'DFR on MVTec AD: a category a row',
  figures: dfrFigures,
  protocol: (size) => [
    'The categories that are there, as folders of mvtec-ad in a data folder. ' +
      `${epochsSentence(size)}`,
    DFR_PROTOCOL,
    EFFICIENTNET_PROTOCOL,
    'Channels are standardised by shrunk variances; the image’s score is the mean of the ' +
      'largest 1 % of its map. Pixel figures are over all pixels of all test images at 224×224, ' +
      'the masks brought there by nearest neighbour.',
  ],
  published: {
    source: 'Shi, Yang and Qi 2021, with twelve layers: 700 epochs',
    figures: {
      leather: { testPixelAuroc: 0.99, testAupro: 0.97 },
      screw: { testPixelAuroc: 0.99, testAupro: 0.95 },
    },
    unchecked: ['leather', 'screw'],
  },
  references: [
    {
      name: 'rerun by others',
      source: 'an independent run of the authors’ code, 700 epochs',
      figures: {
        leather: { testAuroc: 0.987, testPixelAuroc: 0.99, testAupro: 0.979 },
        screw: { testAuroc: 0.919, testPixelAuroc: 0.986, testAupro: 0.938 },
      },
      unchecked: ['leather', 'screw'],
    },
  ],
  cells: ({ size, seeds }) =>
    seeds.flatMap((seed) =>
      Object.entries(CATEGORIES).flatMap(([category, [train, test]]) =>
        FEATURES.map(({ on, suffix, row }) => ({
          ...on,
          id: `${category}${suffix}-seed${String(seed)}`,
          row: `${category}${row}`,
          axes: { category },
          config: { epochs: dfrEpochs(size), seed },
          data: imageFolder({
            name: `mvtec-ad/${category}`,
            input: DFR_INPUT,
            open: categoryOf('mvtec-ad', category),
            official: { train, test },
          }),
        })),
      ),
    ),
};
