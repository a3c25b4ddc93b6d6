import { createRng, type LabeledDataset } from '@oneclass/core';
import { imageSet } from '@oneclass/core/datasets';
import { useBackend } from '@oneclass/runtime';
import { detectorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { anogan } from '../src/index.ts';

beforeAll(() => useBackend());

// The smallest images that there are, and few maps. A GAN that has hardly begun makes grey images:
// normal is grey here, so that fits of a few steps will do.
const quick = { width: 2, latentSize: 4, epochs: 2, batchSize: 12, learningRate: 2e-3 };
const data = { normal: drawn(24, 'grey').samples, test: drawn(6, 'grey', 'black or white') };

function drawn(each: number, ...kinds: string[]): LabeledDataset {
  const rng = createRng(1).derive(`${String(each)} ${kinds.join()}`);
  const of = kinds.flatMap((kind) => Array<string>(each).fill(kind));
  const pixels = of.flatMap((kind) => {
    const shade = kind === 'grey' ? 120 : 250 * rng.integer(2);
    return Array.from({ length: 28 * 28 }, (_, i) =>
      Math.max(0, Math.min(255, shade + 25 * Math.sin(0.7 * i) * rng.uniform())),
    );
  });
  return {
    samples: imageSet({ data: Uint8Array.from(pixels), sampleShape: [28, 28, 1] }),
    labels: Uint8Array.from(of, (kind) => (kind === 'grey' ? 0 : 1)),
    kinds: of,
    ids: of.map((_, i) => String(i)),
  };
}

detectorSuite(
  { describe, it, expect },
  {
    method: anogan,
    data,
    config: { ...quick, encoder: null, score: { ...anogan.defaults.score, steps: 4 } },
  },
);
const encoder = { epochs: 2, batchSize: 12, learningRate: 2e-3, kappa: 1 };
const score = {
  ...anogan.defaults.score,
  search: 'encoder+gradient',
  steps: 3,
  starts: 2,
  residual: 'absolute',
} as const;
detectorSuite(
  { describe, it, expect },
  { method: anogan, data, config: { ...quick, encoder, score } },
);
