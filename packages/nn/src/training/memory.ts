import * as tf from '@tensorflow/tfjs';
import { OneClassError, type Dataset } from '@oneclass/core';

// Peaks of the wasm heap in a training step, measured on the convolutional autoencoder at 32×32 to
// 128×128, batches of 2 to 1024, blocks of 8 to 1024 maps; dense and other convolutional networks
// stay below.
const COPIES_OF_ACTIVATIONS = 21;
const COPIES_OF_WEIGHTS = 25;
/**
 * The wasm heap ends at 4 GiB, and a step that meets its end kills the process or never returns.
 */
const BUDGET = 3.6e9;
const BYTES = 4;

export interface TrainingStepSize {
  /** The method's name, for messages. */
  readonly method: string;
  readonly batchSize: number;
  /** Values that the layers give for one image, and values of all weights. */
  readonly activations: number;
  readonly weights: number;
  /**
   * How often the activations are in the heap at its peak, where that was measured for the network;
   * as for the most demanding one when absent.
   */
  readonly copies?: number | undefined;
  /** The config key of the batch size, and of the layers where they can be made smaller. */
  readonly keys?:
    { readonly batchSize?: string | undefined; readonly layers?: string | undefined } | undefined;
}

/**
 * For before anything is built.
 * @throws OneClassError `invalid-config` for the batch size, or for the layers where weights
 *   alone are too large, when a training step would run out of the wasm backend's memory
 */
export function checkTrainingMemory(
  { sampleShape, size }: Dataset,
  {
    method,
    batchSize,
    activations,
    weights,
    copies = COPIES_OF_ACTIVATIONS,
    keys = {},
  }: TrainingStepSize,
): void {
  if (tf.getBackend() !== 'wasm') return;
  const largest = Math.floor(
    (BUDGET - COPIES_OF_WEIGHTS * weights * BYTES) / (copies * activations * BYTES),
  );
  if (Math.min(batchSize, size) <= largest) return;
  const images = `${String(sampleShape[0])}×${String(sampleShape[1])}`;
  const gigabytes = String(BUDGET / 1e9);
  const { batchSize: key = 'batchSize', layers } = keys;
  if (largest < 2) {
    const orLayers =
      layers === undefined
        ? ''
        : `, or smaller layers (\`${layers}\`, and \`decoder\` where there is one)`;
    throw new OneClassError(
      'invalid-config',
      `Invalid config for ${method}: on the wasm backend no batch of images of ${images} fits ` +
        `into memory (${gigabytes} GB) with these layers. Take smaller images${orLayers}.`,
      { argument: layers ?? key, expected: 'a network that fits into memory' },
    );
  }
  throw new OneClassError(
    'invalid-config',
    `Invalid config for ${method}: \`${key}\` is too large for images of ${images} on the ` +
      `wasm backend, whose memory (${gigabytes} GB) ` +
      `holds at most ${String(largest)}. Received: ${String(batchSize)}. Set ${key} to ` +
      `${String(largest)} or less, or take smaller images.`,
    { argument: key, expected: `${String(largest)} or less`, received: batchSize },
  );
}
