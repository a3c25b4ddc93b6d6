import {
  DFR_INPUT,
  DFR_PROTOCOL,
  dfrEpochs,
  dfrFigures,
  epochsSentence,
  EFFICIENTNET_PROTOCOL,
  featuredVariants,
  VARIANTS_PROTOCOL,
} from './dfr.ts';
import { folderNamed, imageFolder } from './image-folder.ts';
import type { Table } from '../table/table.ts';

export const magneticTile: Table = {
  name: 'magnetic-tile',
  title: 'DFR on magnetic tiles: blowholes and cracks',
  figures: dfrFigures,
  kinds: ['blowhole', 'crack'],
  protocol: (size) => [
    'Surfaces of magnetic tiles (Huang et al. 2018), in MVTec’s layout in the folder ' +
      `magnetic-tile of a data folder. ${epochsSentence(size)}`,
    DFR_PROTOCOL,
    VARIANTS_PROTOCOL,
    EFFICIENTNET_PROTOCOL,
  ],
  cells: ({ size, seeds }) =>
    seeds.flatMap((seed) =>
      featuredVariants.map(({ name, config, on }) => ({
        ...on,
        id: `${name}-seed${String(seed)}`.replace('%', 'pct'),
        row: name,
        axes: { variant: name },
        config: { ...config, epochs: dfrEpochs(size), seed },
        data: imageFolder({
          name: 'magnetic-tile',
          input: DFR_INPUT,
          open: folderNamed(
            'magnetic-tile',
            'https://github.com/abin24/Magnetic-tile-defect-datasets',
          ),
        }),
      })),
    ),
};
