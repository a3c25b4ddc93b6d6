/**
 * @file Places: squares of an image's pixels, for each of which methods on features have features,
 *   and a score.
 */
import type { FeatureExtractor, SampleShape } from '@oneclass/core';

/** Rows and columns of places. */
export type Grid = readonly [rows: number, columns: number];

/** @param place pixels a side of a place; those at the bottom and the right may reach over it */
export const gridOf = (
  [height, width]: readonly [number, number, ...unknown[]],
  place: number,
): Grid => [Math.ceil(height / place), Math.ceil(width / place)];

/** 28×28 of 224×224 pixels with a place of 8, and 40×40 of 320×320. */
const MOST_PLACES = 2048;

/**
 * Pixels a side of a place, whatever the network: the stride of its finest layer, doubled until
 * there are no more than 2,048 places.
 */
export function placeFor(shape: SampleShape, { layers }: FeatureExtractor): number {
  let place = Math.min(...layers.map(({ stride }) => stride));
  for (;;) {
    const [rows, columns] = gridOf(shape, place);
    if (rows * columns <= MOST_PLACES) return place;
    place *= 2;
  }
}

export const channelsOf = ({ layers }: FeatureExtractor): number =>
  layers.reduce((sum, { channels }) => sum + channels, 0);

/** The side of most networks that were trained on ImageNet. */
const SIDE = 224;

/**
 * A square of 224×224, or the nearest that the layers divide, whatever the image: pretrained
 * features are those of objects at this size.
 */
export function featureShape(
  [, , channels]: SampleShape,
  { layers }: FeatureExtractor,
): SampleShape {
  const unit = layers.reduce((multiple, { stride }) => leastCommonMultiple(multiple, stride), 1);
  const side = unit * Math.max(1, Math.round(SIDE / unit));
  return [side, side, channels];
}

function leastCommonMultiple(a: number, b: number): number {
  let multiple = a;
  while (multiple % b !== 0) multiple += a;
  return multiple;
}
