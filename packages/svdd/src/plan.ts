/** @file Which network is for which images: the sides of its parts. */
import { OneClassError, type SampleShape } from '@oneclass/core';
import type { NetworkConfig } from './config.ts';

/** Sides of a network's parts. */
export interface Plan {
  /** Maps of the encoder's blocks, each of which halves height and width. */
  readonly maps: readonly number[];
  readonly codeSize: number;
  readonly decoder: readonly DecoderBlock[];
  /** The decoder's first grid, `height · width · channels` being the code's size. */
  readonly grid: SampleShape;
  /** Batch norm of the code before it is decoded. */
  readonly codeNorm: boolean;
}

/**
 * A transposed convolution and what is before it: up-sampling, but for a first one that has none.
 */
interface DecoderBlock {
  readonly maps: number;
  readonly upsample: boolean;
  readonly padding: number;
}

/** Of every convolution; rows and columns. */
export const KERNEL = 5;

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

const blocksFor = (height: number, width: number): number =>
  Math.max(1, Math.floor(Math.log2(Math.min(height, width) / LEAST_GRID)));

/**
 * The CIFAR-10 network, which at 32×32 is the paper's: three blocks and a code of 8 channels on a
 * grid of 4×4.
 */
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
    decoder: decoded.map((outputs, i) => ({ maps: outputs, upsample: i > 0, padding: 2 })),
  };
}

const MNIST_SIDE = 28;
const isMnist = ([height, width]: SampleShape): boolean =>
  height === MNIST_SIDE && width === MNIST_SIDE;

export interface PlanOptions extends Pick<NetworkConfig, 'network'> {
  /** The method's name, for messages. */
  readonly method: string;
}

/** @throws OneClassError `invalid-shape` when images of this shape are not for this network */
export function planOf(sampleShape: SampleShape, { network, method }: PlanOptions): Plan {
  const [height, width, channels] = sampleShape;
  if (network !== 'cifar10' && isMnist(sampleShape)) return mnist(channels);
  const nearest = nearestShape(sampleShape, { network, largest: Infinity });
  if (nearest.join() === sampleShape.join()) return cifar10(sampleShape);
  const [nearHeight, nearWidth] = nearest.map(String) as [string, string];
  const expected =
    network === 'mnist'
      ? "28×28 for the network 'mnist'"
      : 'sides of 8 or more that can be halved until the shorter is from 4 to 7';
  throw new OneClassError(
    'invalid-shape',
    `${method} received images of ${String(height)}×${String(width)}; expected ${expected}. ` +
      `Resize the images, to ${nearHeight}×${nearWidth} for instance` +
      `${network === 'mnist' ? ", or set `network` to 'auto'" : ''}.`,
    { argument: 'samples', expected, received: [height, width] },
  );
}

/**
 * Larger images are suggested at the paper's size, for which the batches of the defaults are made;
 * at 64×64 they no longer fit into the wasm backend's memory.
 */
const LARGEST_SIDE = 32;

/** The shape nearest to `natural` that the network takes, of no more than `largest` a side. */
export function nearestShape(
  natural: SampleShape,
  {
    network,
    largest = LARGEST_SIDE,
  }: Pick<NetworkConfig, 'network'> & { readonly largest?: number },
): SampleShape {
  const [height, width, channels] = natural;
  if (network === 'mnist') return [MNIST_SIDE, MNIST_SIDE, channels];
  if (network === 'auto' && isMnist(natural)) return natural;
  const factor = Math.min(1, largest / Math.max(height, width));
  let sides: [number, number] = [
    Math.max(2 * LEAST_GRID, height * factor),
    Math.max(2 * LEAST_GRID, width * factor),
  ];
  // Rounded sides may be long enough for one block more.
  for (let blocks = 0; blocks !== blocksFor(...sides);) {
    blocks = blocksFor(...sides);
    const step = 2 ** blocks;
    sides = sides.map((side) => Math.max(2 * LEAST_GRID, Math.round(side / step) * step)) as [
      number,
      number,
    ];
  }
  return [...sides, channels];
}
