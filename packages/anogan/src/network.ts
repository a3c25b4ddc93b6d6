/**
 * @file DCGAN (Radford, Metz and Chintala 2016, "Unsupervised representation learning with deep
 *   convolutional generative adversarial networks") as AnoGAN's tutorial has it for 28×28, and the
 *   encoder of f-AnoGAN. No convolution has a bias; no discriminator or encoder a pooling layer but
 *   the last. Inside, pixels are in [-1, 1].
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import type { SampleShape } from '@oneclass/core';
import {
  averagePool,
  batchNorm,
  conv2d,
  dense,
  fanInUniform,
  flatten,
  joinLayers,
  leakyRelu,
  normal,
  relu,
  reshape,
  sequential,
  tanh,
  transposedConv2d,
  type Layer,
  type LayerFactory,
  type WeightSource,
} from '@oneclass/nn';
import { METHOD_NAME, type AnoganConfig } from './config.ts';
import { planOf, type Plan } from './plan.ts';

export interface AnoganNetwork {
  /** G: codes `[n, d]` → images `[n, height, width, channels]` in [-1, 1] */
  readonly generator: Layer;
  /**
   * Of the discriminator, up to the mean of its last maps: images in [-1, 1] → features `[n, maps]`
   */
  readonly features: Layer;
  /** D: images in [-1, 1] → logits `[n, 1]` that they are real */
  readonly discriminator: Layer;
  /** Images in [-1, 1] → codes `[n, d]`; undefined where the config has none. */
  readonly encoder: Layer | undefined;
  /** All that is saved. */
  readonly whole: Layer;
}

const SLOPE = 0.2;
const weights = normal(0, 0.02);
const gains = normal(1, 0.02);

/** Pixels in [0, 1] as the networks have them, in [-1, 1]. */
export const toSigned = <T extends Tensor>(images: T): T => tf.sub(tf.mul(images, 2), 1);

/** The inverse of {@link toSigned}. */
export const toPixels = <T extends Tensor>(signed: T): T => tf.div(tf.add(signed, 1), 2);

type NetworkOptions = Pick<AnoganConfig, 'width' | 'latentSize' | 'encoder'>;

/** @throws OneClassError `invalid-shape` when images of this shape are not for this network */
export function buildNetwork(
  sampleShape: SampleShape,
  { width, latentSize, encoder: encoding }: NetworkOptions,
  source: WeightSource,
): AnoganNetwork {
  const plan = planOf(sampleShape, { width, method: METHOD_NAME });
  const channels = sampleShape[2];
  const initial = { initializer: fanInUniform, biasInitializer: fanInUniform };
  const judge = dense({ inputs: plan.maps.at(-1) as number, outputs: 1, ...initial });
  const parts = source.under('discriminator');
  const generator = generatorOf(plan, latentSize)(source.within('generator'));
  const features = featuresOf(plan, channels)(parts.within('features'));
  const logit = judge(parts.within('logit'));
  const encoder = encoding
    ? encoderOf(plan, { channels, latentSize })(source.within('encoder'))
    : undefined;
  const discriminator = joinLayers({ features, logit });
  const whole = joinLayers({ generator, discriminator, ...(encoder && { encoder }) });
  return { generator, features, discriminator, encoder, whole };
}

const norm = (channels: number): LayerFactory => batchNorm({ channels, gainInitializer: gains });

/**
 * z → 4×4 maps → blocks of [transposed convolution, batch norm, ReLU] → transposed convolution,
 * tanh. On one place, the first is a matrix product.
 */
function generatorOf({ grid, growth }: Plan, latentSize: number): LayerFactory {
  const [rows, columns, first] = grid;
  const layers = growth.map(({ kernel, maps }, i) => {
    const conv = transposedConv2d({
      inputs: growth[i - 1]?.maps ?? first,
      outputs: maps,
      kernel,
      stride: 2,
      padding: 1,
      bias: false,
      initializer: weights,
    });
    return sequential(
      i < growth.length - 1 ? { conv, norm: norm(maps), relu: relu() } : { conv, image: tanh() },
    );
  });
  const project = dense({
    inputs: latentSize,
    outputs: rows * columns * first,
    bias: false,
    initializer: weights,
  });
  return sequential({
    block0: sequential({ project, grid: reshape(grid), norm: norm(first), relu: relu() }),
    ...numbered(layers),
  });
}

/** Blocks of [4×4 convolution with stride 2, batch norm but in the first, leaky ReLU]. */
const blocksOf = ({ maps }: Plan, channels: number): Record<string, LayerFactory> =>
  numbered(
    maps.map((outputs, i) => {
      const conv = conv2d({
        inputs: maps[i - 1] ?? channels,
        outputs,
        kernel: 4,
        stride: 2,
        padding: 1,
        bias: false,
        initializer: weights,
      });
      return sequential({ conv, ...(i > 0 && { norm: norm(outputs) }), relu: leakyRelu(SLOPE) });
    }),
  );

const featuresOf = (plan: Plan, channels: number): LayerFactory =>
  sequential({
    ...blocksOf(plan, channels),
    mean: averagePool([plan.lastSide, plan.lastSide]),
    flat: flatten(),
  });

/** The discriminator's convolutions, and a dense layer on all places of the last maps. */
function encoderOf(
  plan: Plan,
  { channels, latentSize }: { channels: number; latentSize: number },
): LayerFactory {
  const inputs = plan.lastSide ** 2 * (plan.maps.at(-1) as number);
  return sequential({
    ...blocksOf(plan, channels),
    flat: flatten(),
    code: dense({
      inputs,
      outputs: latentSize,
      initializer: fanInUniform,
      biasInitializer: fanInUniform,
    }),
  });
}

const numbered = (layers: readonly LayerFactory[]): Record<string, LayerFactory> =>
  Object.fromEntries(layers.map((layer, i) => [`block${String(i + 1)}`, layer]));

/**
 * What a training step's memory depends on: values that the layers give for one image, how often
 * the heap holds them at its peak, and values of all weights.
 */
export interface StepSize {
  readonly activations: number;
  readonly copies: number;
  readonly weights: number;
}

/**
 * Measured on wasm at 28×28, 64×64 and 128×128, widths of 8 to 64, batches of 8 to 256: 13 to 14.8
 * for both networks, less for the encoder.
 */
const COPIES = 15;

/**
 * Of the step that trains both networks, whose discriminator sees three batches, and of the
 * encoder's.
 */
export function stepSizes(
  [side, , channels]: SampleShape,
  { plan, latentSize }: { plan: Plan; latentSize: number },
): { readonly gan: StepSize; readonly encoder: StepSize } {
  const { grid, growth, maps, lastSide } = plan;
  const generator = {
    activations: grid[0] * grid[1] * grid[2],
    weights: latentSize * grid[0] * grid[1] * grid[2],
  };
  growth.forEach(({ kernel, maps: outputs }, i) => {
    generator.activations += (side / 2 ** (growth.length - 1 - i)) ** 2 * outputs;
    generator.weights += kernel ** 2 * (growth[i - 1]?.maps ?? grid[2]) * outputs;
  });
  const discriminator = { activations: 0, weights: 0 };
  maps.forEach((outputs, i) => {
    discriminator.activations += (side / 2 ** (i + 1)) ** 2 * outputs;
    discriminator.weights += 16 * (maps[i - 1] ?? channels) * outputs;
  });
  const code = lastSide ** 2 * (maps.at(-1) as number) * latentSize;
  return {
    gan: {
      activations: generator.activations + 3 * discriminator.activations,
      copies: COPIES,
      weights: generator.weights + discriminator.weights,
    },
    encoder: {
      activations: generator.activations + 2 * discriminator.activations,
      copies: COPIES,
      weights: generator.weights + 2 * discriminator.weights + code,
    },
  };
}
