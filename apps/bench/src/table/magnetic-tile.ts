import type { InputSpec } from '@oneclass/core';
import { DFR_PROTOCOL, dfrFigures, ofDfr, variants, VARIANTS_PROTOCOL } from './dfr.ts';
import { folderNamed, imageFolder } from './image-folder.ts';
import type { Table } from './table.ts';

const INPUT: InputSpec = { height: 224, width: 224, channels: 3, resize: 'bilinear' };
const EPOCHS = { full: 10, quick: 1 } as const;

export const magneticTile: Table = {
  name: 'magnetic-tile',
  title: 'DFR on magnetic tiles: blowholes and cracks',
  figures: dfrFigures,
  kinds: ['blowhole', 'crack'],
  protocol: (size) => [
    `Surfaces of magnetic tiles (Huang et al. 2018), in MVTec’s layout in the folder magnetic-tile of a data folder; images at 224×224. ${String(EPOCHS[size])} ${EPOCHS[size] === 1 ? 'epoch' : 'epochs'}.`,
    DFR_PROTOCOL,
    VARIANTS_PROTOCOL,
  ],
  cells: ({ size, seeds }) =>
    seeds.flatMap((seed) =>
      variants.map(({ name, config }) => ({
        ...ofDfr,
        id: `${name}-seed${String(seed)}`.replace('%', 'pct'),
        row: name,
        axes: { variant: name },
        config: { ...config, epochs: EPOCHS[size], seed },
        data: imageFolder({ name: 'magnetic-tile', input: INPUT, open: folderNamed('magnetic-tile', 'https://github.com/abin24/Magnetic-tile-defect-datasets') }),
      })),
    ),
};
