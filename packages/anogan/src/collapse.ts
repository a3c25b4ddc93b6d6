import { OneClassError, type Dataset, type Rng } from '@oneclass/core';
import { METHOD_NAME } from './config.ts';
import { generateImages } from './generate.ts';
import type { AnoganNetwork } from './network.ts';

/** Losses of an epoch, by name. */
type Losses = Readonly<Record<string, number>>;

/**
 * Epochs in a row with a perfect discriminator after which the generator has nothing to learn from.
 */
const PERFECT_EPOCHS = 20;
const PERFECT_RATE = 0.999;
/** Of a discriminator that is not only right but certain. */
const PERFECT_LOSS = 0.01;

/** @throws OneClassError `collapsed` when the discriminator was perfect for long */
export function checkDiscriminator(epochs: readonly Losses[]): void {
  const last = epochs.slice(-PERFECT_EPOCHS);
  const perfect = ({ realRate = 0, fakeRate = 0, discriminatorLoss = Infinity }: Losses): boolean =>
    Math.min(realRate, fakeRate) >= PERFECT_RATE && discriminatorLoss < PERFECT_LOSS;
  if (last.length < PERFECT_EPOCHS || !last.every(perfect)) return;
  throw new OneClassError(
    'collapsed',
    `${METHOD_NAME} collapsed: for ${String(PERFECT_EPOCHS)} epochs the discriminator has ` +
      'told every generated image from the training images, with a loss below ' +
      `${String(PERFECT_LOSS)}, so that the generator learns nothing more from it. The likely ` +
      'cause is too few training images for so many epochs, or steps that are too large: ' +
      'give more images, lower `epochs` or `learningRate`, or take another `seed`.',
    {
      argument: 'discriminatorLoss',
      expected: 'a discriminator that is wrong now and then',
      received: epochs.at(-1),
    },
  );
}

/** Images that are looked at, of either kind. */
const LOOKED_AT = 256;
/**
 * A generator whose images differ by less than this share of what the training images differ by
 * makes one image.
 */
const LEAST_SPREAD = 0.1;
/** Training images that differ by less than this are one image. */
const ROUNDING = 1e-4;

interface SpreadOptions {
  readonly network: AnoganNetwork;
  readonly latentSize: number;
  readonly batchSize: number;
  readonly rng: Rng;
}

/**
 * For the end of the GAN's training: G must not make one image of all codes, while the training
 * images differ.
 * @throws OneClassError `collapsed`
 */
export async function checkSpread(
  dataset: Dataset,
  { network, latentSize, batchSize, rng }: SpreadOptions,
): Promise<void> {
  const { sampleShape } = dataset;
  const real = await spreadOfDataset(dataset, batchSize);
  const generated = spreadMeter(sampleShape[0] * sampleShape[1] * sampleShape[2]);
  generated.add(
    await generateImages(network.generator, { count: LOOKED_AT, latentSize, sampleShape, rng }),
  );
  if (real < ROUNDING || generated.spread() >= LEAST_SPREAD * real) return;
  const [found, expected] = [generated.spread(), real].map((spread) => spread.toPrecision(2)) as [
    string,
    string,
  ];
  throw new OneClassError(
    'collapsed',
    `${METHOD_NAME} collapsed: the generator makes almost the same image of every code. Its ` +
      `images differ by ${found} a pixel (standard deviation), the training images by ` +
      `${expected}. The likely cause is a generator that found one image which the ` +
      'discriminator takes for real, or training that is far too short: raise `epochs`, lower ' +
      '`learningRate`, or take another `seed`.',
    {
      expected: `a spread of ${(LEAST_SPREAD * real).toPrecision(2)} or more`,
      received: generated.spread(),
    },
  );
}

async function spreadOfDataset(dataset: Dataset, batchSize: number): Promise<number> {
  const { sampleShape, size } = dataset;
  const count = Math.min(LOOKED_AT, size);
  const order = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
  const meter = spreadMeter(sampleShape[0] * sampleShape[1] * sampleShape[2]);
  for await (const batch of dataset.batches({ batchSize: Math.min(count, batchSize), order })) {
    try {
      meter.add(await batch.data<'float32'>());
    } finally {
      batch.dispose();
    }
  }
  return meter.spread();
}

interface SpreadMeter {
  /** Images one after the other. */
  add(values: Float32Array): void;
  /** Standard deviation of a pixel over the images so far, mean over the pixels. */
  spread(): number;
}

export function spreadMeter(pixels: number): SpreadMeter {
  const [sums, squares] = [new Float64Array(pixels), new Float64Array(pixels)];
  let images = 0;
  return {
    add(values) {
      values.forEach((value, i) => {
        const pixel = i % pixels;
        sums[pixel] = (sums[pixel] as number) + value;
        squares[pixel] = (squares[pixel] as number) + value * value;
      });
      images += values.length / pixels;
    },
    spread() {
      const deviation = (sum: number, i: number): number =>
        Math.sqrt(Math.max(0, (squares[i] as number) / images - (sum / images) ** 2));
      return sums.reduce((total, sum, i) => total + deviation(sum, i), 0) / pixels;
    },
  };
}
