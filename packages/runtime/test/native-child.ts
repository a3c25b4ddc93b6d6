/** What one process with the native backend sees, as JSON. */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../src/index.ts';

const { name, versions } = await useBackend();
const loaded = createRequire(import.meta.url).cache;
const entry =
  Object.keys(loaded).find((path) => path.endsWith('tfjs-node-gpu/dist/index.js')) ?? '';
const native = createRequire(import.meta.url)(entry) as typeof tf;
if (versions['tfjs-node'] !== '4.22.0') throw new Error(JSON.stringify(versions));
const before = tf.memory().numTensors;
const [ours, theirs] = [tf.ones([2]), native.fill([2], 2)];
const sum = tf.tidy(() => native.add(ours, theirs).arraySync());
native.dispose([ours, theirs]);
const copies = Object.keys(loaded).filter((path) =>
  /tfjs-core[/\\]dist[/\\]tf-core\.node\.js$/.test(path),
).length;
process.stdout.write(
  JSON.stringify({
    name,
    tensorflow: versions.tensorflow,
    sum,
    copies,
    tensorsLeft: tf.memory().numTensors - before,
  }),
);
