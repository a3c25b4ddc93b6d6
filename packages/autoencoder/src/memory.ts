import * as tf from '@tensorflow/tfjs';
import { OneClassError, type Dataset } from '@oneclass/core';
import type { AutoencoderConfig } from './config.ts';
import type { AutoencoderLayers } from './network.ts';

// Peaks of the wasm heap in a training step of the convolutional form, measured at 32×32 to 128×128, batches of 2 to 1024, blocks of 8 to
// 1024 maps; the other two stay below.
const COPIES_OF_ACTIVATIONS = 21;
const COPIES_OF_WEIGHTS = 25;
/** The wasm heap ends at 4 GiB, and a step that meets its end kills the process or never returns. */
const BUDGET = 3.6e9;
const BYTES = 4;

export interface TrainingStepSize {
  readonly method: string;
  readonly config: AutoencoderConfig & { readonly encoder: readonly number[] };
  readonly layers: AutoencoderLayers;
}

/**
 * For before anything is built.
 * @throws OneClassError `invalid-config` for `batchSize`, or `encoder` where weights alone are too large, when a training step would
 *   run out of the wasm backend's memory
 */
export function checkTrainingMemory({ sampleShape, size }: Dataset, { method, config, layers }: TrainingStepSize): void {
  if (tf.getBackend() !== 'wasm') return;
  const fixed = COPIES_OF_WEIGHTS * layers.weights * BYTES;
  const largest = Math.floor((BUDGET - fixed) / (COPIES_OF_ACTIVATIONS * layers.activations * BYTES));
  if (Math.min(config.batchSize, size) <= largest) return;
  const images = `${String(sampleShape[0])}×${String(sampleShape[1])}`;
  const gigabytes = String(BUDGET / 1e9);
  if (largest < 2) {
    throw new OneClassError(
      'invalid-config',
      `Invalid config for ${method}: on the wasm backend no batch of images of ${images} fits into memory (${gigabytes} GB) with these layers. ` +
        'Take smaller images, or smaller layers (`encoder`, and `decoder` where there is one).',
      { argument: 'encoder', expected: 'a network that fits into memory', received: config.encoder },
    );
  }
  throw new OneClassError(
    'invalid-config',
    `Invalid config for ${method}: \`batchSize\` is too large for images of ${images} on the wasm backend, whose memory (${gigabytes} GB) ` +
      `holds at most ${String(largest)}. Received: ${String(config.batchSize)}. Set batchSize to ${String(largest)} or less, or take smaller images.`,
    { argument: 'batchSize', expected: `${String(largest)} or less`, received: config.batchSize },
  );
}
