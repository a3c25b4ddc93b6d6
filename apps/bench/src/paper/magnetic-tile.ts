import {
  COSTS_PROTOCOL,
  detectorFigures,
  detectorOf,
  photoInput,
  PLACES_PROTOCOL,
  placeOfVariant,
  placeVariants,
  variantOf,
  type TableVariant,
} from './detectors.ts';
import { DFR_PROTOCOL, DFR_VARIANTS_PROTOCOL, dfrEpochs, dfrVariants } from './dfr.ts';
import { folderNamed, imageFolder, type ImageFolder } from './image-folder.ts';
import type { Table } from '../table/table.ts';

export const magneticTiles: ImageFolder = {
  name: 'magnetic-tile',
  open: folderNamed('magnetic-tile', 'https://github.com/abin24/Magnetic-tile-defect-datasets'),
};

const variants: readonly TableVariant[] = [
  ...placeVariants,
  variantOf(detectorOf('padim', 'efficientnet-lite0'), 'all-channels', { channels: 152 }),
  ...dfrVariants,
];

export const magneticTile: Table = {
  name: 'magnetic-tile',
  title: 'Magnetic tiles: blowholes and cracks, by PaDiM, PatchCore and DFR',
  figures: detectorFigures,
  kinds: ['blowhole', 'crack'],
  protocol: (size) => [
    'Surfaces of magnetic tiles (Huang et al. 2018), in MVTec’s layout in the folder ' +
      'magnetic-tile of a data folder, at 224×224. Pixel figures are at that size.',
    `${PLACES_PROTOCOL} \`all-channels\` takes all 152.`,
    `${DFR_PROTOCOL} Epochs: ${String(dfrEpochs(size))}.`,
    DFR_VARIANTS_PROTOCOL,
    COSTS_PROTOCOL,
  ],
  cells: ({ size, seeds }) =>
    seeds.flatMap((seed) =>
      variants.map((variant) => ({
        ...variant.on,
        ...placeOfVariant(variant),
        id: `${variant.id}-seed${String(seed)}`.replace('%', 'pct'),
        config: {
          ...variant.config,
          ...(variant.method === 'dfr' && { epochs: dfrEpochs(size) }),
          seed,
        },
        data: imageFolder(magneticTiles, { input: photoInput(variant.method) }),
      })),
    ),
};
