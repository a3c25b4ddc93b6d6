import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { createRng } from '@oneclass/core';
import {
  Adam,
  batchNorm,
  conv2d,
  dense,
  disposeLayer,
  flatten,
  leakyRelu,
  maxPool2,
  normal,
  randomWeights,
  relu,
  sequential,
  type Layer,
  type LayerFactory,
} from '@oneclass/nn';
import type { PerfRow, Workload } from './row.ts';

const SEED = 0;

/** Deep SVDD's network for MNIST: `[n, 28, 28, 1]` → `[n, 32]`. */
function svddNetwork(): LayerFactory {
  const initializer = normal(0, 0.02);
  const block = (inputs: number, outputs: number): LayerFactory =>
    sequential({
      conv: conv2d({ inputs, outputs, kernel: 5, padding: 2, bias: false, initializer }),
      norm: batchNorm({ channels: outputs, epsilon: 1e-4, affine: false }),
      leaky: leakyRelu(0.01),
      pool: maxPool2(),
    });
  return sequential({
    block1: block(1, 8),
    block2: block(8, 4),
    flat: flatten(),
    code: dense({ inputs: 196, outputs: 32, bias: false, initializer }),
  });
}

/**
 * A number is the maps of a 3×3 convolution with ReLU, M a max-pooling; the last convolution is
 * conv5_4.
 */
const VGG19 = [
  64,
  64,
  'M',
  128,
  128,
  'M',
  256,
  256,
  256,
  256,
  'M',
  512,
  512,
  512,
  512,
  'M',
  512,
  512,
  512,
  512,
] as const;

function vgg19(): LayerFactory {
  const layers: Record<string, LayerFactory> = {};
  let inputs = 3;
  VGG19.forEach((outputs, i) => {
    if (outputs === 'M') {
      layers[`pool${String(i)}`] = maxPool2();
    } else {
      layers[`conv${String(i)}`] = conv2d({ inputs, outputs, kernel: 3, padding: 1 });
      layers[`relu${String(i)}`] = relu();
      inputs = outputs;
    }
  });
  return sequential(layers);
}

const draw = (shape: [number, number, number, number]): Tensor4D =>
  tf.randomNormal(shape, 0, 1, 'float32', 1 + SEED);

/** `output` once a run, read back. */
function workload(network: Layer, images: Tensor4D, output: () => Tensor): Workload {
  return {
    async run() {
      const result = tf.tidy(output);
      await result.data();
      result.dispose();
    },
    dispose() {
      images.dispose();
      disposeLayer(network);
    },
  };
}

function svddStep(batch: number): Workload {
  const network = svddNetwork()(randomWeights(createRng(SEED)));
  const images = draw([batch, 28, 28, 1]);
  const centre = tf.fill([32], 0.1);
  const adam = new Adam(network.parameters, { weightDecay: 5e-7 });
  const loss = (): Tensor =>
    tf.mean(tf.sum(tf.squaredDifference(network.apply(images, { training: true }), centre), 1));
  const steps = workload(network, images, () => adam.minimize(loss, 1e-3));
  return {
    ...steps,
    async dispose() {
      adam.dispose();
      centre.dispose();
      await steps.dispose();
    },
  };
}

function forward(build: LayerFactory, shape: [number, number, number, number]): Workload {
  const network = build(randomWeights(createRng(SEED)));
  const images = draw(shape);
  return workload(network, images, () => network.apply(images, { training: true }));
}

export const networkRows: readonly PerfRow[] = [
  {
    name: 'svdd-step-200',
    title: 'Deep SVDD, MNIST network: training step, batch 200',
    images: 200,
    goals: { native: { ms: 18 }, wasm: { ms: 140, ratio: 8 } },
    prepare: () => svddStep(200),
  },
  {
    name: 'svdd-step-1024',
    title: 'Deep SVDD, MNIST network: training step, batch 1024',
    images: 1024,
    goals: { native: { ms: 80, ratio: 0.8 }, wasm: { ms: 700, ratio: 8 } },
    prepare: () => svddStep(1024),
  },
  {
    name: 'svdd-forward-1024',
    title: 'Deep SVDD, MNIST network: forward with batch statistics, batch 1024',
    images: 1024,
    goals: { native: { ms: 35, ratio: 0.6 }, wasm: { ms: 270 } },
    prepare: () => forward(svddNetwork(), [1024, 28, 28, 1]),
  },
  {
    name: 'vgg19-1',
    title: 'VGG-19 to relu5_4: forward, 1 × 224²',
    images: 1,
    goals: { native: { ms: 200, ratio: 1 }, wasm: { ms: 1300, ratio: 6 } },
    prepare: () => forward(vgg19(), [1, 224, 224, 3]),
  },
  {
    name: 'vgg19-4',
    title: 'VGG-19 to relu5_4: forward, 4 × 224²',
    images: 4,
    goals: { native: { ms: 750, ratio: 1 }, wasm: { ratio: 6 } },
    prepare: () => forward(vgg19(), [4, 224, 224, 3]),
  },
];
