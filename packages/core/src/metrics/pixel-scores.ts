import type { Mask } from '../contract/dataset.ts';
import type { Maps } from '../contract/detector.ts';
import { OneClassError } from '../error.ts';

/** One image's score map with the truth about it; images may differ in size. */
export interface PixelScores {
  readonly width: number;
  readonly height: number;
  /** `[height · width]`, row by row; higher = more anomalous. */
  readonly scores: Float32Array;
  /**
   * Of the map's size, 1 where the defect is; none, or undefined, for an image without a defect.
   */
  readonly mask?: Mask | undefined;
}

/**
 * Score maps of one size with their masks; nothing is copied.
 * @param maps `[n, height, width]`, as `scoreMap` gives them
 * @param masks one for each map, in the same order; undefined for an image without a defect
 * @throws OneClassError `invalid-shape` for maps of another shape, `invalid-argument` for another
 *   number of masks
 */
export function pixelScores(
  { data, shape }: Maps,
  masks: readonly (Mask | undefined)[],
): PixelScores[] {
  const [count = 0, height = 0, width = 0] = shape;
  if (shape.length !== 3 || data.length !== count * height * width) {
    throw new OneClassError(
      'invalid-shape',
      `Score maps have the shape [${shape.join(', ')}] and ${data.length} numbers. ` +
        'Expected [images, height, width] and as many numbers as that makes.',
      { argument: 'maps', expected: '[n, height, width]', received: shape },
    );
  }
  if (masks.length !== count) {
    throw new OneClassError(
      'invalid-argument',
      `There are ${masks.length} masks for ${count} score maps. Expected one for each, ` +
        'undefined where there is no defect.',
      { argument: 'masks', expected: `${count} masks`, received: masks.length },
    );
  }
  return masks.map((mask, i) => ({
    width,
    height,
    scores: data.subarray(i * height * width, (i + 1) * height * width),
    mask,
  }));
}

export interface PixelCounts {
  /** Pixels without a defect, those of good images included. */
  readonly normal: number;
  readonly anomalous: number;
}

/**
 * Looks at every pixel once.
 * @param first position of the first image, for errors
 * @throws OneClassError `invalid-shape` for sizes that don't fit, `invalid-data` for a score that
 *   is not finite or a mask of other values than 0 and 1
 */
export function countPixels(images: readonly PixelScores[], first = 0): PixelCounts {
  let pixels = 0;
  let anomalous = 0;
  images.forEach((image, i) => {
    checkSizes(image, first + i);
    checkFinite(image, first + i);
    pixels += image.scores.length;
    if (image.mask !== undefined) anomalous += countDefect(image.mask, first + i);
  });
  return { normal: pixels - anomalous, anomalous };
}

/** @throws OneClassError `invalid-data` for pixels of one class only */
export function checkBothPresent({ normal, anomalous }: PixelCounts, images: number): void {
  if (normal > 0 && anomalous > 0) return;
  const missing = anomalous === 0 ? 'anomalous' : 'normal';
  throw missingPixels(missing, { images, pixels: normal + anomalous });
}

function checkSizes({ width, height, scores, mask }: PixelScores, index: number): void {
  if (!(width >= 1 && height >= 1) || scores.length !== width * height) {
    throw new OneClassError(
      'invalid-shape',
      `The score map of image ${index} is ${width} × ${height} and has ${scores.length} ` +
        'scores. Expected one score for each pixel.',
      { argument: 'scores', expected: `${width * height} scores`, received: scores.length },
    );
  }
  if (
    mask === undefined ||
    (mask.width === width && mask.height === height && mask.data.length === scores.length)
  )
    return;
  throw new OneClassError(
    'invalid-shape',
    `The mask of image ${index} is ${mask.width} × ${mask.height} with ${mask.data.length} ` +
      `values, its score map ${width} × ${height}. ` +
      "Bring the mask to the map's size by nearest neighbour, or the map to the mask's.",
    { argument: 'mask', expected: `${width} × ${height}`, received: [mask.width, mask.height] },
  );
}

function checkFinite({ scores, width }: PixelScores, index: number): void {
  for (let i = 0; i < scores.length; i++) {
    if (Number.isFinite(scores[i])) continue;
    throw new OneClassError(
      'invalid-data',
      `The score of image ${index} at ${place(i, width)} is ${String(scores[i])}. ` +
        'Every score must be a finite number: look at what the detector gave for that image.',
      { argument: 'scores', expected: 'finite numbers', received: scores[i] },
    );
  }
}

function countDefect({ data, width }: Mask, index: number): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value > 1) {
      throw new OneClassError(
        'invalid-data',
        `The mask of image ${index} is ${value} at ${place(i, width)}. Expected 0 where there ` +
          'is no defect and 1 where there is one.',
        { argument: 'mask', expected: '0 or 1', received: value },
      );
    }
    count += value;
  }
  return count;
}

const place = (i: number, width: number): string => `x ${i % width}, y ${Math.floor(i / width)}`;

function missingPixels(
  missing: 'anomalous' | 'normal',
  { images, pixels }: { images: number; pixels: number },
): OneClassError {
  const advice =
    missing === 'anomalous'
      ? 'add images with a defect and their masks'
      : 'add images without a defect, or look whether the masks are inverted';
  return new OneClassError(
    'invalid-data',
    `None of the ${pixels} pixels of ${images} images is ${missing}. Pixel metrics compare ` +
      `normal with anomalous pixels: ${advice}.`,
    { argument: 'masks', expected: 'both values, 0 and 1' },
  );
}
