import { drawnTextures, type TextureKind } from '@oneclass/core/datasets';
import {
  COSTS_PROTOCOL,
  detectorFigures,
  PLACES_PROTOCOL,
  placeOfVariant,
  placeVariants,
} from './detectors.ts';
import { DFR_PROTOCOL, DFR_VARIANTS_PROTOCOL, dfrVariants } from './dfr.ts';
import { STAGES_PROTOCOL, stageVariants } from './stages.ts';
import type { CellData, DataSource, Size, Table } from '../table/table.ts';

export const TEXTURE_KINDS: readonly TextureKind[] = ['weave', 'brushed', 'grain'];
const COUNTS = {
  full: { train: 100, good: 50, defective: 48 },
  quick: { train: 16, good: 8, defective: 8 },
} as const;
const DFR_EPOCHS = { full: 10, quick: 2 } as const;
const PIXELS = 128;

/** Drawn by seed 0, whatever the seed of the fit. */
export function texture(kind: TextureKind, size: Size): DataSource {
  const drawing = { kind, ...COUNTS[size], size: PIXELS, seed: 0 };
  return {
    input: {
      height: PIXELS,
      width: PIXELS,
      channels: kind === 'brushed' ? 1 : 3,
      resize: 'bilinear',
    },
    description: { set: 'textures', ...drawing },
    load: () => drawnOnce(drawing),
  };
}

/** Cells share what takes seconds to draw. */
const drawnBefore = new Map<string, CellData>();

function drawnOnce(drawing: Parameters<typeof drawnTextures>[0]): CellData {
  const name = JSON.stringify(drawing);
  const before = drawnBefore.get(name);
  if (before) return before;
  const { normal, test } = drawnTextures(drawing);
  const data = { train: normal, test };
  drawnBefore.set(name, data);
  return data;
}

const variants = [...placeVariants, ...stageVariants, ...dfrVariants];

export const textures: Table = {
  name: 'textures',
  title: 'Surfaces drawn by code: PaDiM, PatchCore and DFR, and the choice of their defaults',
  figures: detectorFigures,
  grid: { rows: 'texture', columns: 'detector' },
  protocol: (size) => [
    `Surfaces of ${String(PIXELS)}×${String(PIXELS)} pixels drawn by code, so that it runs ` +
      `without any data: ${String(COUNTS[size].train)} to fit on, ${String(COUNTS[size].good)} ` +
      `good and ${String(COUNTS[size].defective)} defective ones to evaluate on. To choose ` +
      'defaults by, without a look at any real set.',
    `${PLACES_PROTOCOL} Here places have 8 pixels on EfficientNet-Lite0, and 4 on VGG-19.`,
    STAGES_PROTOCOL,
    `${DFR_PROTOCOL} Epochs: ${String(DFR_EPOCHS[size])}.`,
    DFR_VARIANTS_PROTOCOL,
    COSTS_PROTOCOL,
  ],
  cells: ({ size, seeds }) =>
    seeds.flatMap((seed) =>
      TEXTURE_KINDS.flatMap((kind) =>
        variants.map((variant) => {
          const { row, axes } = placeOfVariant(variant);
          return {
            ...variant.on,
            id: `${kind}-${variant.id}-seed${String(seed)}`.replace('%', 'pct'),
            row: `${kind}, ${row}`,
            axes: { texture: kind, ...axes },
            config: {
              ...variant.config,
              ...(variant.method === 'dfr' && { epochs: DFR_EPOCHS[size] }),
              seed,
            },
            data: texture(kind, size),
          };
        }),
      ),
    ),
};
