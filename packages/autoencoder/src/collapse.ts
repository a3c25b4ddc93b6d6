import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { OneClassError, type Dataset } from '@oneclass/core';
import type { Layer } from '@oneclass/nn';

/** Images that are looked at. */
const LOOKED_AT = 64;
/** Reconstructions that differ by less of what the images differ by are the same but for rounding. */
const ROUNDING = 1e-6;

/**
 * @param options.batchSize that of the training, which fits into memory
 * @throws OneClassError `collapsed` when images that differ are all reconstructed alike
 */
export async function checkNotCollapsed(network: Layer, dataset: Dataset, { method, batchSize }: { method: string; batchSize: number }): Promise<void> {
  const count = Math.min(LOOKED_AT, dataset.size);
  const order = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * dataset.size) / count));
  let first: Tensor[] | undefined; // an image and its reconstruction, which the others are compared with
  let [given, reconstructed] = [0, 0];
  try {
    for await (const batch of dataset.batches({ batchSize: Math.min(count, batchSize), order })) {
      try {
        const [images, reconstructions] = tf.tidy(() => {
          const both = [batch, network.apply(batch, { training: false })];
          const compared = (first ??= both.map((tensor) => tf.keep(tf.slice(tensor, 0, 1))));
          return both.map((tensor, i) => tf.max(tf.abs(tf.sub(tensor, compared[i] as Tensor))).dataSync()[0] as number);
        });
        given = Math.max(given, images as number);
        reconstructed = Math.max(reconstructed, reconstructions as number);
      } finally {
        batch.dispose();
      }
    }
  } finally {
    tf.dispose(first);
  }
  if (given === 0 || reconstructed > ROUNDING * given) return;
  throw new OneClassError(
    'collapsed',
    `${method} collapsed: it reconstructs every image alike, so that its scores say nothing about anomalies. Units that are zero for every ` +
      'image no longer learn. Lower `learningRate`, take another `seed`, or more epochs.',
    { expected: 'reconstructions that differ as the images do' },
  );
}
