/**
 * @file The two networks of Ruff et al. 2018, section 4.2, after the authors' PyTorch port, and
 *   their mirror images for the autoencoder. No layer has a bias and no batch norm a learned
 *   offset: with one the network could map every image to the centre (proposition 2).
 */
import type { SampleShape } from '@oneclass/core';
import {
  batchNorm,
  conv2d,
  dense,
  fanInUniform,
  flatten,
  glorotUniform,
  leakyRelu,
  maxPool2,
  normal,
  reshape,
  sequential,
  sigmoid,
  transposedConv2d,
  upsampleNearest,
  type Initializer,
  type LayerFactory,
} from '@oneclass/nn';
import type { NetworkConfig } from './config.ts';
import { KERNEL, planOf, type Plan, type PlanOptions } from './plan.ts';

/** A network for images of one shape, not built yet. */
export interface SvddLayers {
  /** Contrast-normalised images `[n, height, width, channels]` → codes `[n, codeSize]` */
  readonly encoder: LayerFactory;
  /** Codes → reconstructions of those images in [0, 1] */
  readonly decoder: LayerFactory;
  readonly codeSize: number;
  /** Of what trains the encoder alone, and with the decoder. */
  readonly sizes: { readonly encoder: NetworkSize; readonly autoencoder: NetworkSize };
}

/**
 * What a training step's memory depends on: values that the layers give for one image, and values
 * of all weights.
 */
interface NetworkSize {
  readonly activations: number;
  readonly weights: number;
}

const SLOPE = 0.01;
const EPSILON = 1e-4;
const PADDING = 2;

const initializers: Readonly<Record<NetworkConfig['initializer'], Initializer>> = {
  glorot: glorotUniform,
  'fan-in': fanInUniform,
  normal: normal(0, 0.02),
};

/** @throws OneClassError `invalid-shape` when images of this shape are not for this network */
export function svddLayers(
  sampleShape: SampleShape,
  { initializer: kind, ...options }: PlanOptions & Pick<NetworkConfig, 'initializer'>,
): SvddLayers {
  const plan = planOf(sampleShape, options);
  const initializer = initializers[kind];
  return {
    encoder: encoder(sampleShape, plan, initializer),
    decoder: decoder(plan, initializer),
    codeSize: plan.codeSize,
    sizes: sizesOf(sampleShape, plan),
  };
}

const norm = (channels: number): LayerFactory =>
  batchNorm({ channels, epsilon: EPSILON, affine: false });

/** Blocks of [5×5 convolution, batch norm, leaky ReLU, max-pool 2], then a dense layer. */
function encoder(
  [height, width, channels]: SampleShape,
  { maps, codeSize }: Plan,
  initializer: Initializer,
): LayerFactory {
  const blocks = maps.map((outputs, i) =>
    sequential({
      conv: conv2d({
        inputs: maps[i - 1] ?? channels,
        outputs,
        kernel: KERNEL,
        padding: PADDING,
        bias: false,
        initializer,
      }),
      norm: norm(outputs),
      relu: leakyRelu(SLOPE),
      pool: maxPool2(),
    }),
  );
  const shrink = 2 ** maps.length;
  const inputs = (height / shrink) * (width / shrink) * (maps[maps.length - 1] as number);
  return sequential({
    ...numbered(blocks),
    flat: flatten(),
    code: dense({ inputs, outputs: codeSize, bias: false, initializer }),
  });
}

/**
 * The code as a small image, then blocks of [leaky ReLU, up-sampling, 5×5 transposed convolution,
 * batch norm], the last one without the norm.
 */
function decoder(
  { grid, codeSize, codeNorm, decoder: blocks }: Plan,
  initializer: Initializer,
): LayerFactory {
  const layers = blocks.map(({ maps, upsample, padding }, i) =>
    sequential({
      relu: leakyRelu(SLOPE),
      ...(upsample && { up: upsampleNearest(2) }),
      conv: transposedConv2d({
        inputs: blocks[i - 1]?.maps ?? grid[2],
        outputs: maps,
        kernel: KERNEL,
        padding,
        bias: false,
        initializer,
      }),
      ...(i < blocks.length - 1 && { norm: norm(maps) }),
    }),
  );
  return sequential({
    ...(codeNorm && { norm: norm(codeSize) }),
    grid: reshape(grid),
    ...numbered(layers),
    image: sigmoid(),
  });
}

const numbered = (layers: readonly LayerFactory[]): Record<string, LayerFactory> =>
  Object.fromEntries(layers.map((layer, i) => [`block${String(i + 1)}`, layer]));

function sizesOf(sampleShape: SampleShape, plan: Plan): SvddLayers['sizes'] {
  const [encoder, decoder] = [encoderSize(sampleShape, plan), decoderSize(plan)];
  return {
    encoder,
    autoencoder: {
      activations: encoder.activations + decoder.activations,
      weights: encoder.weights + decoder.weights,
    },
  };
}

const AREA = KERNEL * KERNEL;

function encoderSize(
  [height, width, channels]: SampleShape,
  { maps, codeSize }: Plan,
): NetworkSize {
  let [activations, weights, pixels, inputs] = [0, 0, height * width, channels];
  for (const outputs of maps) {
    activations += pixels * outputs;
    weights += AREA * inputs * outputs;
    [pixels, inputs] = [pixels / 4, outputs];
  }
  return { activations, weights: weights + pixels * inputs * codeSize };
}

function decoderSize({ grid: [rows, columns, channels], decoder: blocks }: Plan): NetworkSize {
  let [activations, weights, pixels, inputs] = [0, 0, rows * columns, channels];
  for (const { maps: outputs, upsample } of blocks) {
    pixels *= upsample ? 4 : 1;
    activations += pixels * (inputs + outputs);
    weights += AREA * inputs * outputs;
    inputs = outputs;
  }
  return { activations, weights };
}
