import type { InputSpec } from '@oneclass/core';
import { drawnTextures, type TextureKind } from '@oneclass/core/datasets';
import {
  DFR_PROTOCOL,
  dfrFigures,
  EFFICIENTNET_PROTOCOL,
  featuredVariants,
  VARIANTS_PROTOCOL,
} from './dfr.ts';
import type { DataSource, Size, Table } from '../table/table.ts';

const KINDS: readonly TextureKind[] = ['weave', 'brushed', 'grain'];
const COUNTS = {
  full: { train: 100, good: 50, defective: 48 },
  quick: { train: 16, good: 8, defective: 8 },
} as const;
const EPOCHS = { full: 10, quick: 2 } as const;
const PIXELS = 128;

function source(kind: TextureKind, size: Size): DataSource {
  const drawing = { kind, ...COUNTS[size], size: PIXELS, seed: 0 };
  const input: InputSpec = {
    height: PIXELS,
    width: PIXELS,
    channels: kind === 'brushed' ? 1 : 3,
    resize: 'bilinear',
  };
  return {
    input,
    description: { set: 'textures', ...drawing },
    load() {
      const { normal, test } = drawnTextures(drawing);
      return { train: normal, test };
    },
  };
}

export const texturesDfr: Table = {
  name: 'textures-dfr',
  title: 'DFR on surfaces drawn by code: which standardising, which image score',
  figures: dfrFigures,
  grid: { rows: 'texture', columns: 'variant' },
  protocol: (size) => [
    `Surfaces of ${String(PIXELS)}×${String(PIXELS)} pixels drawn by code, so that it runs ` +
      `without any data: ${String(COUNTS[size].train)} to fit on, ${String(COUNTS[size].good)} ` +
      `good and ${String(COUNTS[size].defective)} defective ones to evaluate on. ` +
      `${String(EPOCHS[size])} epochs. To choose the defaults of dfr by, without a look at any ` +
      'real set.',
    DFR_PROTOCOL,
    VARIANTS_PROTOCOL,
    EFFICIENTNET_PROTOCOL,
  ],
  cells: ({ size, seeds }) =>
    seeds.flatMap((seed) =>
      KINDS.flatMap((kind) =>
        featuredVariants.map(({ name, config, on }) => ({
          ...on,
          id: `${kind}-${name}-seed${String(seed)}`.replace('%', 'pct'),
          row: `${kind}, ${name}`,
          axes: { texture: kind, variant: name },
          config: { ...config, epochs: EPOCHS[size], seed },
          data: source(kind, size),
        })),
      ),
    ),
};
