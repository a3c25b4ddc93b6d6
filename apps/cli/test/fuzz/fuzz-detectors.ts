/** @file Opens changed files of every method, and says what went wrong with any. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anogan } from '@oneclass/anogan';
import { convAutoencoder, mlpAutoencoder, smallConvAutoencoder } from '@oneclass/autoencoder';
import { isolationForest, kde, oneClassSvm, pca } from '@oneclass/baselines';
import { createRng, isOneClassError, pack, unpack, type Method } from '@oneclass/core';
import { dfr } from '@oneclass/dfr';
import { padim } from '@oneclass/padim';
import { patchcore } from '@oneclass/patchcore';
import { deepConvAutoencoder, deepSvdd } from '@oneclass/svdd';
import { randomVgg19 } from '@oneclass/vgg-features';
import * as tf from '@tensorflow/tfjs';
import { changeFile } from '../../../../scripts/fuzz/change-file.ts';

/** Milliseconds, and bytes beside ten times the file's, of which one file may take more. */
const MOST_TIME = 2000;
const MOST_MEMORY = 64 * 2 ** 20;
/** Cases between two looks at whether the backend still computes what it did. */
const LOOK_AFTER = 100;
/** Places of an image that is scored. */
const MOST_PIXELS = 64 * 64;

export interface FuzzOptions {
  readonly seed: number;
  readonly cases: number;
}

export interface FuzzReport {
  /** What files came to that should have been refused, or have gone well. */
  readonly faults: readonly string[];
  readonly taken: number;
  readonly refused: number;
}

const METHODS = [
  ...[convAutoencoder, mlpAutoencoder, smallConvAutoencoder, deepSvdd, deepConvAutoencoder],
  ...[anogan, pca, isolationForest, kde, oneClassSvm],
] as readonly Method[];

/** Images that are not of one colour. */
const drawn = ([height, width, channels]: readonly [number, number, number]): tf.Tensor4D => {
  const values = Float32Array.from({ length: 2 * height * width * channels }, (_, i) => {
    return ((i * 37) % 101) / 101;
  });
  return tf.tensor4d(values, [2, height, width, channels]);
};

async function scoresOf(bytes: Uint8Array, methods: readonly Method[]): Promise<Float32Array> {
  const { detector } = unpack(bytes, methods);
  const { sampleShape } = detector;
  const images = sampleShape[0] * sampleShape[1] <= MOST_PIXELS ? drawn(sampleShape) : undefined;
  try {
    return images ? await detector.score(images) : new Float32Array();
  } finally {
    images?.dispose();
    detector.dispose();
  }
}

/** Of a method that came after format 1. */
async function fittedFile(method: Method): Promise<Uint8Array> {
  const rng = createRng(1).derive('normal');
  const values = Float32Array.from({ length: 8 * 16 * 16 * 3 }, () => rng.uniform());
  const images = tf.tensor4d(values, [8, 16, 16, 3]);
  const detector = await method.fit(images);
  try {
    return pack(detector);
  } finally {
    detector.dispose();
    images.dispose();
  }
}

/** On the backend that is set. */
export async function fuzzDetectors({ seed, cases }: FuzzOptions): Promise<FuzzReport> {
  const features = await randomVgg19(0, { layers: ['relu1_1', 'relu1_2'] });
  const ofFormat1 = [...METHODS, dfr.on(features) as Method];
  const later = [padim.on(features), patchcore.on(features)] as readonly Method[];
  const methods = [...ofFormat1, ...later];
  const files = [
    ...ofFormat1.map(({ name }) =>
      Uint8Array.from(readFileSync(join(import.meta.dirname, '../format-1', `${name}.oneclass`))),
    ),
    ...(await Promise.all(later.map(fittedFile))),
  ];
  const faults: string[] = [];
  const counts = { taken: 0, refused: 0 };
  try {
    const expected = await Promise.all(files.map((file) => scoresOf(file, methods)));
    const rng = createRng(seed).derive('files');
    for (let i = 0; i < cases; i++) {
      const at = i % files.length;
      const { bytes, what } = changeFile(rng, files[at] as Uint8Array);
      const name = `seed ${String(seed)}, case ${String(i)}: ${methods[at]?.name ?? ''}: ${what}`;
      const { outcome, fault } = await tryFile(bytes, methods);
      counts[outcome] += 1;
      if (fault !== undefined) faults.push(`${name}: ${fault}`);
      if (i % LOOK_AFTER !== LOOK_AFTER - 1) continue;
      const sound = (i / LOOK_AFTER) | 0;
      const place = sound % files.length;
      const scores = await scoresOf(files[place] as Uint8Array, methods);
      if (scores.join() !== expected[place]?.join())
        faults.push(`${name}: a sound file of ${methods[place]?.name ?? ''} has other scores`);
    }
  } finally {
    features.dispose();
  }
  return { faults, ...counts };
}

interface Tried {
  readonly outcome: 'taken' | 'refused';
  readonly fault?: string | undefined;
}

async function tryFile(bytes: Uint8Array, methods: readonly Method[]): Promise<Tried> {
  const tensors = tf.memory().numTensors;
  const memory = highest();
  const clock = startClock();
  let outcome: Tried['outcome'] = 'taken';
  let fault: string | undefined;
  try {
    await scoresOf(bytes, methods);
  } catch (error) {
    outcome = 'refused';
    if (!isOneClassError(error)) fault = `${String(error)}`;
    else if (/[\p{Cc}]/u.test((error as Error).message) || (error as Error).message.length > 5000)
      fault = 'its error has control characters, or no end';
  }
  const left = tf.memory().numTensors - tensors;
  const took = clock();
  const grown = highest() - memory;
  if (left !== 0) fault ??= `${String(left)} tensors are left`;
  if (took > MOST_TIME) fault ??= `it took ${String(Math.round(took))} ms`;
  if (grown > MOST_MEMORY + 10 * bytes.length) fault ??= `it took ${String(grown)} bytes more`;
  return { outcome, fault };
}

/**
 * Milliseconds since, on the clock or of this process's computing, whichever are fewer: a busy
 * machine makes everything slow.
 */
function startClock(): () => number {
  const [began, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return Math.min(performance.now() - began, (user + system) / 1000);
  };
}

/** The most memory that the process has had, bytes. */
const highest = (): number => process.resourceUsage().maxRSS * 1024;
