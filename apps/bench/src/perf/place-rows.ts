/** @file Fits and scores of the methods that need no training, beside NumPy on onnxruntime. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeatureExtractor, FeatureMethod, SampleShape } from '@oneclass/core';
import { images as readImages } from '@oneclass/core/node';
import { randomEfficientNetLite0 } from '@oneclass/efficientnet-features';
import { padim } from '@oneclass/padim';
import { patchcore } from '@oneclass/patchcore';
import sharp from 'sharp';
import { noise } from './fit-rows.ts';
import type { PerfRow, Workload } from './row.ts';

/** As many as magnetic-tile trains on. */
const FITTED_ON = 300;
/** Of the files, which are resized when read. */
const FILE_SIDE = 300;
const PHOTOGRAPH: SampleShape = [224, 224, 3];
const INPUT = { height: 224, width: 224, channels: 3, resize: 'bilinear' } as const;

/** Of a folder of images, which are read anew. Drawn weights and pixels take as long as others. */
async function fit(method: FeatureMethod): Promise<Workload> {
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-perf-'));
  const paths = await writeImages(folder);
  const features = await randomEfficientNetLite0(0);
  return {
    async run() {
      (await method.on(features).fit(await readImages(paths, INPUT))).dispose();
    },
    async dispose() {
      features.dispose();
      await rm(folder, { recursive: true });
    },
  };
}

/** Noise of 32×32, enlarged: files about as large as those of photographs. */
async function writeImages(folder: string): Promise<string[]> {
  const { bytes } = noise(FITTED_ON, [32, 32, 3]);
  const raw = { width: 32, height: 32, channels: 3 } as const;
  const size = bytes.length / FITTED_ON;
  return Promise.all(
    Array.from({ length: FITTED_ON }, async (_, i) => {
      const path = join(folder, `${String(i)}.jpg`);
      const pixels = bytes.subarray(i * size, (i + 1) * size);
      await sharp(pixels, { raw }).resize(FILE_SIDE, FILE_SIDE).jpeg().toFile(path);
      return path;
    }),
  );
}

/** Of one image, with its map, from its pixels on. */
async function score(method: FeatureMethod): Promise<Workload> {
  const features: FeatureExtractor = await randomEfficientNetLite0(0);
  // as many patches as the bank is chosen from
  const detector = await method.on(features).fit(noise(40, PHOTOGRAPH));
  const image = noise(1, PHOTOGRAPH);
  return {
    async run() {
      await detector.compute(image, ['score', 'map']);
    },
    dispose() {
      detector.dispose();
      features.dispose();
    },
  };
}

const METHODS: readonly (readonly [title: string, method: FeatureMethod])[] = [
  ['PaDiM', padim],
  ['PatchCore', patchcore],
];

export const placeRows: readonly PerfRow[] = METHODS.flatMap(([title, method]): PerfRow[] => [
  {
    name: `${method.name}-fit`,
    title: `${title} on EfficientNet-Lite0: fit of ${String(FITTED_ON)} files at 224², read anew`,
    images: FITTED_ON,
    goals: { native: { ratio: 3 }, wasm: { ratio: 12 } },
    prepare: () => fit(method),
  },
  {
    name: `${method.name}-score`,
    title: `${title} on EfficientNet-Lite0: score and map of 1 × 224², from its pixels on`,
    images: 1,
    goals: { native: { ratio: 2 }, wasm: { ms: 250 } },
    prepare: () => score(method),
  },
]);
