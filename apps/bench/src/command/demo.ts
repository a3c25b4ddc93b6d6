/** @file The demo: the default method of `oneclass fit` on surfaces drawn by code. */
import type { InputSpec } from '@oneclass/core';
import { drawnTextures, subset, type TextureKind } from '@oneclass/core/datasets';
import { quantileThreshold } from '@oneclass/core/thresholds';
import { efficientNetLite0Provider } from '@oneclass/efficientnet-features/node';
import { padim } from '@oneclass/padim';
import type { DataSource, Table, ValidationScores } from '../table/table.ts';

const KINDS: readonly TextureKind[] = ['weave', 'brushed', 'grain'];
const COUNTS = { train: 60, validation: 20, good: 20, defective: 20 } as const;
const PIXELS = 128;

const positions = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

function source(kind: TextureKind): DataSource {
  const { train, validation, good, defective } = COUNTS;
  const channels = kind === 'brushed' ? 1 : 3;
  const input: InputSpec = { height: PIXELS, width: PIXELS, channels, resize: 'bilinear' };
  const drawing = { kind, train: train + validation, good, defective, size: PIXELS, seed: 0 };
  return {
    input,
    description: { set: 'textures', ...drawing, validation },
    load() {
      const { normal, test } = drawnTextures(drawing);
      return {
        train: subset(normal, positions(0, train)),
        validation: subset(normal, positions(train, train + validation)),
        test,
      };
    },
  };
}

export const demo: Table = {
  name: 'demo',
  title: 'PaDiM on EfficientNet-Lite0 finds defects on surfaces drawn by code',
  protocol: () => [
    `Surfaces of ${String(PIXELS)}×${String(PIXELS)} pixels drawn by code, so that it runs ` +
      `without any data: ${String(COUNTS.train)} normal ones to fit on, ` +
      `${String(COUNTS.validation)} to find the threshold on, ${String(COUNTS.good)} good and ` +
      `${String(COUNTS.defective)} ` +
      'defective ones to evaluate on. The threshold is where 5 % of the normal validation images ' +
      'are called anomalous: no anomaly chooses it.',
    'The method is the default of `oneclass fit`. There is no published number for these images.',
  ],
  figures: [
    'testAuroc',
    'testF1',
    'testPixelAuroc',
    'testAupro',
    'testPixelAveragePrecision',
    'threshold',
  ],
  cells: ({ seeds }) =>
    seeds.flatMap((seed) =>
      KINDS.map((kind) => ({
        id: `${kind}-seed${String(seed)}`,
        row: kind,
        method: padim,
        package: '@oneclass/padim',
        features: {
          provider: efficientNetLite0Provider,
          package: '@oneclass/efficientnet-features',
        },
        config: { ...padim.defaults, seed },
        data: source(kind),
        threshold: ({ labels, scores }: ValidationScores) =>
          quantileThreshold(
            scores.filter((_, i) => labels[i] === 0),
            { falsePositiveRate: 0.05 },
          ),
      })),
    ),
};

/** What to open the features with: random weights, and a line, where there are no trained ones. */
export async function demoWeights(say: (line: string) => void): Promise<string | undefined> {
  if ((await efficientNetLite0Provider.published?.missing()) !== true) return undefined;
  say(
    'The trained weights of EfficientNet-Lite0 are not here: taking random ones, which find ' +
      'less. `oneclass weights download efficientnet-lite0` fetches the trained ones.',
  );
  return 'random:0';
}
