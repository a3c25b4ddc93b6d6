import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { OneClassError, type Dataset } from '@oneclass/core';
import type { Layer } from '../layer/layer.ts';

/** Images that are looked at. */
const LOOKED_AT = 64;
/**
 * Outputs that differ by less of their size, or of what the images differ by, are the same but for
 * rounding.
 */
const ROUNDING = 1e-6;

export interface CollapseOptions {
  /** That of the training, which fits into memory. */
  readonly batchSize: number;
  /** What happened, what may have caused it, what to do. */
  readonly message: string;
  readonly expected: string;
}

/**
 * For the end of a fit.
 * @param network its outputs, in inference mode, should differ as the images do
 * @throws OneClassError `collapsed` when images that differ all have the same output
 */
export async function checkNotCollapsed(
  network: Layer,
  dataset: Dataset,
  { batchSize, message, expected }: CollapseOptions,
): Promise<void> {
  const count = Math.min(LOOKED_AT, dataset.size);
  const order = Uint32Array.from({ length: count }, (_, i) =>
    Math.floor((i * dataset.size) / count),
  );
  let first: Tensor[] | undefined; // an image and its output, which the others are compared with
  let [images, outputs, size] = [0, 0, 0];
  try {
    for await (const batch of dataset.batches({ batchSize: Math.min(count, batchSize), order })) {
      try {
        const [ofImages, ofOutputs, largest] = tf.tidy(() => {
          const both = [batch, network.apply(batch, { training: false })];
          const compared = (first ??= both.map((tensor) => tf.keep(tf.slice(tensor, 0, 1))));
          const differences = both.map((tensor, i) => tf.sub(tensor, compared[i] as Tensor));
          return [...differences, both[1] as Tensor].map(
            (tensor) => tf.max(tf.abs(tensor)).dataSync()[0] as number,
          );
        }) as [number, number, number];
        [images, outputs, size] = [
          Math.max(images, ofImages),
          Math.max(outputs, ofOutputs),
          Math.max(size, largest),
        ];
      } finally {
        batch.dispose();
      }
    }
  } finally {
    tf.dispose(first);
  }
  if (images === 0 || outputs > ROUNDING * Math.max(images, size)) return;
  throw new OneClassError('collapsed', message, { expected });
}
