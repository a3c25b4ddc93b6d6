import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { onTestFinished } from 'vitest';
import {
  defineDetector,
  once,
  readOutputs,
  type Dataset,
  type DetectorParts,
  type DetectorWith,
  type MethodConfig,
  type SampleShape,
  type StandardOutput,
} from '../../src/index.ts';

export const SHAPE: SampleShape = [2, 3, 1];

/** `n` images whose pixels are all different. */
export function imagesOf(n: number): Tensor4D {
  const values = Float32Array.from({ length: n * 6 }, (_, i) => ((i * 37) % 101) / 101);
  const images = tf.tensor4d(values, [n, ...SHAPE]);
  onTestFinished(() => {
    images.dispose();
  });
  return images;
}

/** A dataset of images that are 0 but for a pixel, or that are never read where `size` is 0. */
export const dottedImages = (
  size: number,
  { sampleShape = SHAPE, seen }: { sampleShape?: SampleShape; seen?: number[] } = {},
): Dataset => ({
  sampleShape,
  size,
  async *batches({ batchSize }) {
    await Promise.resolve();
    seen?.push(batchSize);
    for (let start = 0; start < size; start += batchSize)
      yield dotted([Math.min(batchSize, size - start), ...sampleShape]);
  },
});

const dotted = ([n, ...shape]: [number, ...SampleShape]): Tensor4D =>
  tf.tidy(() => {
    const dot = tf.oneHot(0, shape[0] * shape[1] * shape[2]);
    return tf.tile(tf.reshape(dot, [1, ...shape]), [n, 1, 1, 1]).toFloat() as Tensor4D;
  });

export type TinyOutput = StandardOutput | 'extremes';

/** What happened to a detector. */
export interface Watching {
  /** Images of each call of its compute. */
  readonly computed: number[];
  /** Outputs of each call of its compute. */
  readonly wanted: string[];
  /** How often its intermediate result was computed. */
  intermediates: number;
  /** How often it was freed. */
  freed: number;
}

export const CONFIG: MethodConfig = Object.freeze({ seed: 0 });

/**
 * A detector of all standard outputs and one of its own, by differences from the weights.
 * @param more in place of its parts
 */
export function tinyDetector(
  more: Partial<DetectorParts<MethodConfig, TinyOutput>> = {},
): DetectorWith<MethodConfig, TinyOutput> & { readonly watching: Watching } {
  const watching: Watching = { computed: [], wanted: [], intermediates: 0, freed: 0 };
  const weights = tf.tidy(() => tf.reshape(tf.range(0, 6), [1, 2, 3, 1]));
  const detector = defineDetector<MethodConfig, TinyOutput>({
    method: 'tiny',
    config: CONFIG,
    sampleShape: SHAPE,
    outputs: { score: [], map: [2, 3], reconstruction: SHAPE, code: [6], extremes: [2] },
    compute(images, { wanted }) {
      watching.computed.push(images.shape[0]);
      watching.wanted.push(wanted.join());
      return readOutputs(wanted, () => {
        const difference = once(() => {
          watching.intermediates += 1;
          return tf.sub(images, tf.mul(weights, 0.07));
        });
        const rows = once(() => tf.reshape(tf.sin(difference()), [-1, 6]));
        return {
          score: () => tf.mean(rows(), 1),
          map: () => tf.squeeze(tf.square(difference()), [3]),
          reconstruction: () => tf.sub(images, difference()),
          code: rows,
          extremes: () => tf.stack([tf.min(rows(), 1), tf.max(rows(), 1)], 1),
        };
      });
    },
    tensors: () => ({
      weights: { shape: [6], data: Float32Array.from(weights.dataSync<'float32'>()) },
    }),
    dispose() {
      watching.freed += 1;
      weights.dispose();
    },
    ...more,
  });
  onTestFinished(() => {
    detector.dispose();
    weights.dispose();
  });
  return { ...detector, watching };
}
