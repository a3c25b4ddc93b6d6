/** @file Which network is for which images: the sides and maps of its parts. */
import { OneClassError, type SampleShape } from '@oneclass/core';

/** Sides and maps of both networks. */
export interface Plan {
  /** The generator's first maps, `[4, 4, maps]`. */
  readonly grid: SampleShape;
  /** The generator's transposed convolutions, the last of which gives the image. */
  readonly growth: readonly Growth[];
  /** Maps of the discriminator's convolutions, each of which halves height and width. */
  readonly maps: readonly number[];
  /** Height and width of the discriminator's last maps. */
  readonly lastSide: number;
}

interface Growth {
  /** A kernel of 4 doubles height and width, one of 3 makes 7 of 4. */
  readonly kernel: 3 | 4;
  readonly maps: number;
}

const MNIST_SIDE = 28;
const SIDES = [MNIST_SIDE, 32, 64, 128];
const FIRST_SIDE = 4;
/** Maps of the generator's first grid, in widths. */
const FIRST_WIDTHS = 8;

export interface PlanOptions {
  readonly width: number;
  /** The method's name, for messages. */
  readonly method: string;
}

/** @throws OneClassError `invalid-shape` for images of another size than those in the README */
export function planOf(sampleShape: SampleShape, { width, method }: PlanOptions): Plan {
  const [height, width_, channels] = sampleShape;
  if (height !== width_ || !SIDES.includes(height)) throw unfit(sampleShape, method);
  // The discriminator ends at 7×7 or 8×8 places, after two convolutions at 28×28 and 32×32.
  const lastSide = height === MNIST_SIDE ? 7 : 8;
  const depth = Math.log2(height / lastSide);
  const halved = Array.from({ length: depth + 1 }, (_, i) =>
    Math.ceil((FIRST_WIDTHS * width) / 2 ** i),
  );
  const [first, ...inner] = halved as [number, ...number[]];
  return {
    grid: [FIRST_SIDE, FIRST_SIDE, first],
    growth: [...inner, channels].map((maps, i) => ({
      kernel: height === MNIST_SIDE && i === 0 ? 3 : 4,
      maps,
    })),
    maps: Array.from({ length: depth }, (_, i) => width * 2 ** i),
    lastSide,
  };
}

function unfit([height, width, channels]: SampleShape, method: string): OneClassError {
  const sides = `${SIDES.slice(0, -1).join(', ')} or ${String(SIDES.at(-1))}`;
  const expected = `squares with sides of ${sides}`;
  const [near] = nearestShape([height, width, channels]);
  return new OneClassError(
    'invalid-shape',
    `${method} received images of ${String(height)}×${String(width)}; expected ${expected}. ` +
      `Resize the images, to ${String(near)}×${String(near)} for instance.`,
    { argument: 'samples', expected, received: [height, width] },
  );
}

/**
 * Larger images are suggested at this size: at the largest, a search takes sixteen times as long as
 * at 32×32.
 */
const LARGEST_SUGGESTED = 64;

/**
 * The square nearest to `natural` that the network takes, of no more than 64 a side unless
 * `natural` is taken itself.
 */
export function nearestShape([height, width, channels]: SampleShape): SampleShape {
  if (height === width && SIDES.includes(height)) return [height, width, channels];
  const side = Math.sqrt(height * width);
  const distance = (candidate: number): number => Math.abs(Math.log(candidate / side));
  const nearest = SIDES.filter((candidate) => candidate <= LARGEST_SUGGESTED).reduce(
    (best, candidate) => (distance(candidate) < distance(best) ? candidate : best),
  );
  return [nearest, nearest, channels];
}
