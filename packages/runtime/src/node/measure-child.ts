/** @file Started by `measureInProcess` as a process of its own. */
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../backend.ts';
import { checkProduct } from '../check-product.ts';
import type { StartedBackend } from '../start-backend.ts';
import type { MeasureReply } from './measure-backends.ts';
import { loadNative } from './native.ts';

const [name = '', entry] = process.argv.slice(2);
// The cpu backend greets otherwise.
tf.env().set('PROD', true);
send(
  await measure().catch((error: unknown): MeasureReply => ({
    problem: error instanceof Error ? error.message : String(error),
  })),
);

async function measure(): Promise<MeasureReply> {
  const { versions, device, threads, warning } =
    entry === undefined ? await useBackend(name) : startEntry(entry);
  await checkProduct(name, device);
  return {
    measurement: {
      versions,
      device,
      threads,
      ...(warning !== undefined && { warning }),
      gflops: await measureConvolution(),
    },
  };
}

function startEntry(path: string): StartedBackend {
  const { versions, ...native } = loadNative(tf, path);
  return { ...native, versions: { tfjs: tf.version.tfjs, ...versions } };
}

async function measureConvolution(): Promise<number> {
  const [batch, side, channels] = [4, 32, 32];
  const images = tf.randomUniform<tf.Rank.R4>([batch, side, side, channels], 0, 1, 'float32', 1);
  const filter = tf.randomUniform<tf.Rank.R4>([3, 3, channels, channels], -1, 1, 'float32', 2);
  const convolve = async (): Promise<number> => {
    const started = performance.now();
    const result = tf.conv2d(images, filter, 1, 'same');
    await result.data();
    result.dispose();
    return performance.now() - started;
  };
  await convolve();
  const end = performance.now() + 300;
  let best = Infinity;
  do best = Math.min(best, await convolve());
  while (performance.now() < end);
  tf.dispose([images, filter]);
  const operations = 2 * batch * side * side * channels * 9 * channels;
  return operations / best / 1e6;
}

function send(reply: MeasureReply): void {
  process.send?.(reply, () => process.disconnect());
}
