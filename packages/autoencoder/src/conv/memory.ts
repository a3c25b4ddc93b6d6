import * as tf from '@tensorflow/tfjs';
import { OneClassError, type Dataset, type SampleShape } from '@oneclass/core';
import { METHOD_NAME, type ConvAutoencoderConfig } from './config.ts';
import { codeShape } from './network.ts';

// Peaks of the wasm heap in a training step, measured at 32×32 to 128×128, batches of 2 to 1024, blocks of 8 to 1024 maps.
const COPIES_OF_MAPS = 21;
const COPIES_OF_WEIGHTS = 25;
/** The wasm heap ends at 4 GiB, and a step that meets its end kills the process or never returns. */
const BUDGET = 3.6e9;
const BYTES = 4;

/** Values of all the convolutions' outputs for one image. */
function mapValues(sampleShape: SampleShape, config: ConvAutoencoderConfig): number {
  const [height, width, channels] = sampleShape;
  const code = codeShape(sampleShape, config);
  const encoder = config.encoder.map((maps, i) => (height * width * maps) / 4 ** i);
  const decoder = [...config.decoder, channels].map((maps, i) => code.height * code.width * 4 ** (i + 1) * maps);
  return [...encoder, ...decoder].reduce((sum, values) => sum + values, 0);
}

/** Values of all the convolutions' filters. */
function weightValues([, , channels]: SampleShape, { encoder, decoder }: ConvAutoencoderConfig): number {
  const products = (sizes: readonly number[]): number => sizes.slice(1).reduce((sum, size, i) => sum + size * (sizes[i] as number), 0);
  return 9 * products([channels, ...encoder]) + 4 * products([...encoder.slice(-1), ...decoder, channels]);
}

/**
 * For before anything is built.
 * @throws OneClassError `invalid-config` for `batchSize`, or `encoder` where weights alone are too large, when a training step would
 *   run out of the wasm backend's memory; `invalid-shape` as `codeShape`
 */
export function checkTrainingMemory({ sampleShape, size }: Dataset, config: ConvAutoencoderConfig): void {
  if (tf.getBackend() !== 'wasm') return;
  const fixed = COPIES_OF_WEIGHTS * weightValues(sampleShape, config) * BYTES;
  const largest = Math.floor((BUDGET - fixed) / (COPIES_OF_MAPS * mapValues(sampleShape, config) * BYTES));
  if (Math.min(config.batchSize, size) <= largest) return;
  const images = `${String(sampleShape[0])}×${String(sampleShape[1])}`;
  const gigabytes = String(BUDGET / 1e9);
  if (largest < 2) {
    throw new OneClassError(
      'invalid-config',
      `Invalid config for ${METHOD_NAME}: on the wasm backend no batch of images of ${images} fits into memory (${gigabytes} GB) with these blocks. ` +
        'Take smaller images, or fewer maps in `encoder` and `decoder`.',
      { argument: 'encoder', expected: 'a network that fits into memory', received: config.encoder },
    );
  }
  throw new OneClassError(
    'invalid-config',
    `Invalid config for ${METHOD_NAME}: \`batchSize\` is too large for images of ${images} on the wasm backend, whose memory (${gigabytes} GB) ` +
      `holds at most ${String(largest)}. Received: ${String(config.batchSize)}. Set batchSize to ${String(largest)} or less, or take smaller images.`,
    { argument: 'batchSize', expected: `${String(largest)} or less`, received: config.batchSize },
  );
}
