/** @file What the tables of sets with categories have in common. */
import type { Cell, CellOptions, Size } from '../table/table.ts';
import { COSTS_PROTOCOL, detectors, photoInput, PLACES_PROTOCOL } from './detectors.ts';
import { DFR_PROTOCOL, dfrEpochs } from './dfr.ts';
import { categoryOf, imageFolder, type ImageFolder } from './image-folder.ts';

/** A category of a set that `findCategory` knows. */
export const namedCategory = (set: string, category: string): ImageFolder => ({
  name: `${set}/${category}`,
  open: categoryOf(set, category),
});

/** Each category × method × extractor × seed, with the methods' defaults. */
export const categoryCells =
  (folders: readonly ImageFolder[]) =>
  ({ size, seeds }: CellOptions): Cell[] =>
    seeds.flatMap((seed) =>
      folders.flatMap((folder) =>
        detectors.map(({ method, extractor, on }): Cell => {
          const category = folder.name.slice(folder.name.indexOf('/') + 1);
          return {
            ...on,
            id: `${category}-${method}-${extractor}-seed${String(seed)}`,
            row: `${category}, ${method}, ${extractor}`,
            axes: { category, method, extractor, detector: `${method} ${extractor}` },
            config: { ...(method === 'dfr' && { epochs: dfrEpochs(size) }), seed },
            data: imageFolder(folder, { input: photoInput(method) }),
          };
        }),
      ),
    );

export const categoryProtocol =
  (set: string, more: readonly string[] = []) =>
  (size: Size) => [
    `The categories that are there, as folders of ${set} in a data folder, at 224×224. Pixel ` +
      'figures are over all pixels of all test images at that size, the masks brought there by ' +
      'nearest neighbour.',
    ...more,
    PLACES_PROTOCOL,
    `${DFR_PROTOCOL} Epochs: ${String(dfrEpochs(size))}. Channels are standardised by shrunk ` +
      'variances; the image’s score is the mean of the largest 1 % of its map.',
    COSTS_PROTOCOL,
  ];
