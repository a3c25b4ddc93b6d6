/**
 * @file The two networks of Ruff et al. 2018, section 4.2, after the authors' PyTorch port, and their mirror images for the autoencoder. No layer has a
 * bias and no batch norm a learned offset: with one the network could map every image to the centre (proposition 2).
 */
import { OneClassError, type SampleShape } from '@oneclass/core';
import {
  batchNorm,
  conv2d,
  dense,
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

/** A network for images of one shape, not built yet. */
export interface SvddLayers {
  /** Contrast-normalised images `[n, height, width, channels]` → codes `[n, codeSize]` */
  readonly encoder: LayerFactory;
  /** Codes → reconstructions of those images in [0, 1] */
  readonly decoder: LayerFactory;
  readonly codeSize: number;
  /** Values that the layers of encoder and decoder give for one image, and values of all their weights. */
  readonly activations: number;
  readonly weights: number;
}

/** Sides of a network's parts. */
interface Plan {
  /** Maps of the encoder's blocks, each of which halves height and width. */
  readonly maps: readonly number[];
  readonly codeSize: number;
  readonly decoder: readonly DecoderBlock[];
  /** The decoder's first grid, `height · width · channels` being the code's size. */
  readonly grid: SampleShape;
  /** Batch norm of the code before it is decoded. */
  readonly codeNorm: boolean;
}

/** A transposed convolution and what is before it: up-sampling, but for a first one that has none. */
interface DecoderBlock {
  readonly maps: number;
  readonly upsample: boolean;
  readonly padding: number;
}

const KERNEL = 5;
const PADDING = 2;
const SLOPE = 0.01;
const EPSILON = 1e-4;

/** 28 → 14 → 7, and back 4 → 8 → 14 → 28: a padding of 3 takes two rows and columns off. */
const mnist = (channels: number): Plan => ({
  maps: [8, 4],
  codeSize: 32,
  grid: [4, 4, 2],
  codeNorm: false,
  decoder: [
    { maps: 4, upsample: true, padding: 2 },
    { maps: 8, upsample: true, padding: 3 },
    { maps: channels, upsample: true, padding: 2 },
  ],
});

/** Places of the code's grid are four wide at least, so that one block more would leave fewer. */
const LEAST_GRID = 4;
const CODE_SIZE = 128;
const MOST_MAPS = 256;

const blocksFor = (height: number, width: number): number => Math.max(1, Math.floor(Math.log2(Math.min(height, width) / LEAST_GRID)));

/** The CIFAR-10 network, which at 32×32 is the paper's: three blocks and a code of 8 channels on a grid of 4×4. */
function cifar10([height, width, channels]: SampleShape): Plan {
  const blocks = blocksFor(height, width);
  const maps = Array.from({ length: blocks }, (_, i) => Math.min(MOST_MAPS, 32 * 2 ** i));
  const [rows, columns] = [height / 2 ** blocks, width / 2 ** blocks];
  const codeChannels = Math.max(1, Math.round(CODE_SIZE / (rows * columns)));
  const decoded = [...maps.toReversed(), channels];
  return {
    maps,
    codeSize: rows * columns * codeChannels,
    grid: [rows, columns, codeChannels],
    codeNorm: true,
    decoder: decoded.map((outputs, i) => ({ maps: outputs, upsample: i > 0, padding: PADDING })),
  };
}

const MNIST_SIDE = 28;
const isMnist = ([height, width]: SampleShape): boolean => height === MNIST_SIDE && width === MNIST_SIDE;

/** @throws OneClassError `invalid-shape` when images of this shape are not for this network */
function planOf(sampleShape: SampleShape, { network, method }: NetworkConfig & { readonly method: string }): Plan {
  const [height, width, channels] = sampleShape;
  const received = `${String(height)}×${String(width)}`;
  if (network === 'mnist' || (network === 'auto' && isMnist(sampleShape))) {
    if (isMnist(sampleShape)) return mnist(channels);
    throw new OneClassError(
      'invalid-shape',
      `${method} received images of ${received}; the network 'mnist' is for 28×28. Resize the images, or set \`network\` to 'auto'.`,
      { argument: 'samples', expected: '28×28', received: [height, width] },
    );
  }
  const step = 2 ** blocksFor(height, width);
  if (height >= 2 * LEAST_GRID && width >= 2 * LEAST_GRID && height % step === 0 && width % step === 0) return cifar10(sampleShape);
  const [nearHeight, nearWidth] = [height, width].map(nearestSide({ step }));
  throw new OneClassError(
    'invalid-shape',
    `${method} received images of ${received}; expected sides of 8 or more that are multiples of ${String(step)}, so that they can be halved. ` +
      `Resize the images, to ${String(nearHeight)}×${String(nearWidth)} for instance.`,
    { argument: 'samples', expected: `multiples of ${String(step)}, 8 or more`, received: [height, width] },
  );
}

const nearestSide =
  ({ step }: { readonly step: number }) =>
  (side: number): number =>
    Math.max(2 * LEAST_GRID, Math.round(side / step) * step);

/** Larger images are suggested at the paper's size, for which the batches of the defaults are made; at 64×64 they no longer fit into the wasm backend's memory. */
const LARGEST_SIDE = 32;

/** The shape nearest to `natural` that the network takes. */
export function nearestShape(natural: SampleShape, { network }: NetworkConfig): SampleShape {
  const [height, width, channels] = natural;
  if (network === 'mnist') return [MNIST_SIDE, MNIST_SIDE, channels];
  if (network === 'auto' && isMnist(natural)) return natural;
  const factor = Math.min(1, LARGEST_SIDE / Math.max(height, width));
  const sides = [height, width].map((side) => Math.max(2 * LEAST_GRID, side * factor)) as [number, number];
  const [h, w] = sides.map(nearestSide({ step: 2 ** blocksFor(...sides) })) as [number, number];
  return [h, w, channels];
}

const initializers: Readonly<Record<NetworkConfig['initializer'], Initializer>> = { glorot: glorotUniform, normal: normal(0, 0.02) };

/** @throws OneClassError `invalid-shape` when images of this shape are not for this network */
export function svddLayers(sampleShape: SampleShape, config: NetworkConfig & { readonly method: string }): SvddLayers {
  const plan = planOf(sampleShape, config);
  const initializer = initializers[config.initializer];
  return { encoder: encoder(sampleShape, plan, initializer), decoder: decoder(plan, initializer), codeSize: plan.codeSize, ...sizesOf(sampleShape, plan) };
}

const norm = (channels: number): LayerFactory => batchNorm({ channels, epsilon: EPSILON, affine: false });

/** Blocks of [5×5 convolution, batch norm, leaky ReLU, max-pool 2], then a dense layer. */
function encoder([height, width, channels]: SampleShape, { maps, codeSize }: Plan, initializer: Initializer): LayerFactory {
  const blocks = maps.map((outputs, i) =>
    sequential({
      conv: conv2d({ inputs: maps[i - 1] ?? channels, outputs, kernel: KERNEL, padding: PADDING, bias: false, initializer }),
      norm: norm(outputs),
      relu: leakyRelu(SLOPE),
      pool: maxPool2(),
    }),
  );
  const shrink = 2 ** maps.length;
  const inputs = (height / shrink) * (width / shrink) * (maps[maps.length - 1] as number);
  return sequential({ ...numbered(blocks), flat: flatten(), code: dense({ inputs, outputs: codeSize, bias: false, initializer }) });
}

/** The code as a small image, then blocks of [leaky ReLU, up-sampling, 5×5 transposed convolution, batch norm], the last one without the norm. */
function decoder({ grid, codeSize, codeNorm, decoder: blocks }: Plan, initializer: Initializer): LayerFactory {
  const layers = blocks.map(({ maps, upsample, padding }, i) =>
    sequential({
      relu: leakyRelu(SLOPE),
      ...(upsample && { up: upsampleNearest(2) }),
      conv: transposedConv2d({ inputs: blocks[i - 1]?.maps ?? grid[2], outputs: maps, kernel: KERNEL, padding, bias: false, initializer }),
      ...(i < blocks.length - 1 && { norm: norm(maps) }),
    }),
  );
  return sequential({ ...(codeNorm && { norm: norm(codeSize) }), grid: reshape(grid), ...numbered(layers), image: sigmoid() });
}

const numbered = (layers: readonly LayerFactory[]): Record<string, LayerFactory> =>
  Object.fromEntries(layers.map((layer, i) => [`block${String(i + 1)}`, layer]));

/** For the memory of a training step. */
function sizesOf([height, width, channels]: SampleShape, { maps, grid, codeSize, decoder: blocks }: Plan): { activations: number; weights: number } {
  const area = KERNEL * KERNEL;
  let [activations, weights] = [0, 0];
  let [pixels, inputs] = [height * width, channels];
  for (const outputs of maps) {
    activations += pixels * outputs;
    weights += area * inputs * outputs;
    [pixels, inputs] = [pixels / 4, outputs];
  }
  weights += pixels * inputs * codeSize;
  [pixels, inputs] = [grid[0] * grid[1], grid[2]];
  for (const { maps: outputs, upsample } of blocks) {
    pixels *= upsample ? 4 : 1;
    activations += pixels * (inputs + outputs);
    weights += area * inputs * outputs;
    inputs = outputs;
  }
  return { activations, weights };
}
