import { anogan } from '@oneclass/anogan';
import { convAutoencoder, mlpAutoencoder } from '@oneclass/autoencoder';
import { createRng, type FeatureExtractor, type Method, type SampleShape } from '@oneclass/core';
import { imageSet, type ImageSet } from '@oneclass/core/datasets';
import { dfr } from '@oneclass/dfr';
import { randomVgg19 } from '@oneclass/vgg-features';
import { DFR_LAYERS } from '../paper/dfr.ts';
import { gatedFit } from './gated-fit.ts';
import type { PerfRow, Workload } from './row.ts';

/** Images of drawn bytes: times don't depend on what is to be seen. */
export function noise(size: number, sampleShape: SampleShape): ImageSet {
  const rng = createRng(0).derive('noise');
  const data = Uint8Array.from({ length: size * sampleShape.reduce((a, b) => a * b) }, () =>
    rng.integer(256),
  );
  return imageSet({ data, sampleShape });
}

const steps = (method: Method, batch: number, sampleShape: SampleShape): Workload =>
  gatedFit(method, noise(8 * batch, sampleShape), { part: 'step', config: { batchSize: batch } });

const SEARCH_STEPS = 30;

/** A search takes as long after a short training as after a long one. */
async function search(): Promise<Workload> {
  const detector = await anogan.fit(noise(64, [28, 28, 1]), {
    epochs: 1,
    batchSize: 64,
    encoder: null,
  });
  const images = noise(256, [28, 28, 1]);
  return {
    async run() {
      await detector.score(images, { config: { steps: SEARCH_STEPS } });
    },
    dispose: () => {
      detector.dispose();
    },
  };
}

/**
 * Of photographs, on the layers of the tables. Features of drawn weights take as long as those of
 * trained ones.
 */
const PHOTOGRAPH: SampleShape = [224, 224, 3];
const DFR_IMAGES = 16;
const dfrFeatures = (): Promise<FeatureExtractor> => randomVgg19(0, { layers: DFR_LAYERS });

async function dfrFit(): Promise<Workload> {
  const [features, images] = [await dfrFeatures(), noise(DFR_IMAGES, PHOTOGRAPH)];
  return {
    async run() {
      (await dfr.on(features).fit(images, { epochs: 1 })).dispose();
    },
    dispose: () => {
      features.dispose();
    },
  };
}

async function dfrScore(): Promise<Workload> {
  const features = await dfrFeatures();
  const detector = await dfr.on(features).fit(noise(4, PHOTOGRAPH), { epochs: 1 });
  const image = noise(1, PHOTOGRAPH);
  return {
    async run() {
      await detector.scoreMap(image);
    },
    dispose: () => {
      detector.dispose();
      features.dispose();
    },
  };
}

export const fitRows: readonly PerfRow[] = [
  {
    name: 'conv-autoencoder-step',
    title: 'convolutional autoencoder: training step, batch 256, 32²',
    images: 256,
    goals: { native: { ms: 90, ratio: 1.2 }, wasm: { ms: 700, ratio: 8 } },
    prepare: () => steps(convAutoencoder, 256, [32, 32, 1]),
  },
  {
    name: 'mlp-autoencoder-step',
    title: 'MLP autoencoder: training step, batch 512',
    images: 512,
    goals: { native: { ms: 5, ratio: 1.5 }, wasm: { ms: 25, ratio: 8 } },
    prepare: () => steps(mlpAutoencoder, 512, [28, 28, 1]),
  },
  {
    name: 'anogan-step',
    title: 'AnoGAN: a step of discriminator and generator, batch 512, 28²',
    images: 512,
    goals: { native: { ratio: 1 } },
    prepare: () => steps(anogan, 512, [28, 28, 1]),
  },
  {
    name: 'anogan-search',
    title: `AnoGAN: ${String(SEARCH_STEPS)} search steps for 256 images of 28²`,
    images: 256,
    goals: { native: { ratio: 1 } },
    prepare: search,
  },
  {
    name: 'dfr-fit',
    title: `DFR on VGG-19: fit of one epoch, ${String(DFR_IMAGES)} × 224², their features included`,
    images: DFR_IMAGES,
    goals: {},
    prepare: dfrFit,
  },
  {
    name: 'dfr-score',
    title: 'DFR on VGG-19: score map of 1 × 224², from its pixels on',
    images: 1,
    goals: { native: { ms: 500 }, wasm: { ms: 2500 } },
    prepare: dfrScore,
  },
];
