import { convAutoencoder } from '@oneclass/autoencoder';
import { createRng } from '@oneclass/core';
import { evaluatePixels, type PixelScores } from '@oneclass/core/metrics';
import { noise } from './fit-rows.ts';
import type { PerfRow, Workload } from './row.ts';
import { checkCli, startUp } from './start-up.ts';

const SCORED = 10_000;

async function scoring(): Promise<Workload> {
  const detector = await convAutoencoder.fit(noise(32, [32, 32, 1]), { epochs: 1 });
  const images = noise(SCORED, [32, 32, 1]);
  return {
    async run() {
      await detector.score(images);
    },
    dispose: () => {
      detector.dispose();
    },
  };
}

const SIDE = 500;
const MAPS = 40;

/** 40 maps of 500×500 drawn scores; every second has a square of defect. */
function pixelMetrics(): Workload {
  const rng = createRng(0).derive('pixel-metrics');
  const data = new Uint8Array(SIDE * SIDE);
  for (let y = 100; y < 200; y++) data.fill(1, y * SIDE + 100, y * SIDE + 200);
  const maps = Array.from({ length: MAPS }, (_, i): PixelScores => ({
    ...{
      width: SIDE,
      height: SIDE,
      scores: Float32Array.from({ length: SIDE * SIDE }, () => rng.uniform()),
    },
    ...(i % 2 === 1 && { mask: { width: SIDE, height: SIDE, data } }),
  }));
  return {
    async run() {
      evaluatePixels(maps);
    },
    dispose: () => undefined,
  };
}

const METRICS_GOAL = { ms: 3000 };

export const userRows: readonly PerfRow[] = [
  {
    name: 'score-conv-autoencoder',
    title: 'convolutional autoencoder: scores of 10,000 images of 32²',
    images: SCORED,
    goals: {},
    prepare: scoring,
  },
  {
    name: 'oneclass-score',
    title: '`oneclass score` of one image, from start to end of the process',
    images: 1,
    goals: {},
    check: checkCli,
    prepare: startUp,
  },
  {
    name: 'pixel-metrics',
    title: 'AUROC, average precision, best F1 and AUPRO of 10 million pixels',
    goals: { native: METRICS_GOAL, wasm: METRICS_GOAL, cpu: METRICS_GOAL, webgpu: METRICS_GOAL },
    prepare: pixelMetrics,
  },
];
