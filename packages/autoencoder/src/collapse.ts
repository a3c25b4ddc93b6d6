import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { OneClassError, type Dataset } from '@oneclass/core';
import type { Layer } from '@oneclass/nn';

/** Images that are looked at. */
const LOOKED_AT = 64;
/** Reconstructions that differ by less of what the images differ by are the same but for rounding. */
const ROUNDING = 1e-6;

/** Largest difference of a pixel between two images of the batch. */
const spread = (images: Tensor): Tensor => tf.max(tf.sub(tf.max(images, 0), tf.min(images, 0)));

/** @throws OneClassError `collapsed` when images that differ are all reconstructed alike */
export async function checkNotCollapsed(network: Layer, dataset: Dataset, method: string): Promise<void> {
  const count = Math.min(LOOKED_AT, dataset.size);
  const order = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * dataset.size) / count));
  for await (const batch of dataset.batches({ batchSize: count, order })) {
    try {
      const [given, reconstructed] = tf.tidy(() => [batch, network.apply(batch, { training: false })].map((images) => spread(images).dataSync()[0] as number));
      if ((given as number) === 0 || (reconstructed as number) > ROUNDING * (given as number)) return;
    } finally {
      batch.dispose();
    }
  }
  throw new OneClassError(
    'collapsed',
    `${method} collapsed: it reconstructs every image alike, so that its scores say nothing about anomalies. Units that are zero for every ` +
      'image no longer learn. Lower `learningRate`, take another `seed`, or more epochs.',
    { expected: 'reconstructions that differ as the images do' },
  );
}
