import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@oneclass/runtime';
import { vgg19 } from '@oneclass/vgg-features/node';
import { featuresOf } from '../packages/dfr/src/extraction.ts';
import { leadingEigenvectors, createRng } from '@oneclass/core';
const backend = process.argv[2]!;
await useBackend(backend);
console.log(tf.getBackend());
const f = await vgg19({ weights: '/work/shared/weights/vgg19-features-conv1_1-conv3_4.safetensors', layers: ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_3'] });
const med = (a: number[]) => [...a].sort((x, y) => x - y)[a.length >> 1];
async function time(name: string, n: number, fn: () => tf.Tensor | tf.Tensor[]) {
  const t: number[] = [];
  for (let i = 0; i < n; i++) { const s = performance.now(); const r = tf.tidy(fn); for (const x of [r].flat()) await x.data(); t.push(performance.now() - s); tf.dispose(r); }
  console.log(name.padEnd(30), 'median', med(t)!.toFixed(0), 'min', Math.min(...t).toFixed(0));
}
const x = tf.randomUniform([1, 224, 224, 3], 0, 1, 'float32', 3) as tf.Tensor4D;
const N = 7;
await time('vgg to relu3_3 x1', N, () => f.extract(x));
await time('regional x1', N, () => featuresOf(x, f));
const m = tf.randomUniform([1, 224, 224, 64], 0, 1, 'float32', 3) as tf.Tensor4D;
const w = tf.randomUniform([3, 3, 64, 64], 0, 0.1, 'float32', 3) as tf.Tensor4D; const b = tf.zeros([64]) as tf.Tensor1D;
await time('mirrorPad 224x64', N, () => tf.mirrorPad(m, [[0, 0], [1, 1], [1, 1], [0, 0]], 'reflect'));
const p = tf.pad(m, [[0, 0], [1, 1], [1, 1], [0, 0]]) as tf.Tensor4D;
await time('fused conv 64-64', N, () => tf.fused.conv2d({ x: p, filter: w, bias: b, strides: 1, pad: 'valid', activation: 'relu' }));
await time('plain conv+bias+relu', N, () => tf.relu(tf.add(tf.conv2d(p, w, 1, 'valid'), b)));
await time('concat pad', N, () => { const r = tf.concat([tf.slice(m, [0, 1, 0, 0], [1, 1, 224, 64]), m, tf.slice(m, [0, 222, 0, 0], [1, 1, 224, 64])], 1); return tf.concat([tf.slice(r, [0, 0, 1, 0], [1, 226, 1, 64]), r, tf.slice(r, [0, 0, 222, 0], [1, 226, 1, 64])], 2); });
