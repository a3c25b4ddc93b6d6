import type { Tensor4D } from '@tensorflow/tfjs';
import { OneClassError, type FeatureExtractor, type SampleShape } from '@oneclass/core';
import { METHOD_NAME } from './config.ts';
import { gridOf, PLACE, regionalFeatures } from './regional-features.ts';

/** Pixels of the images that features are extracted of at a time: their maps have many channels. */
const PIXELS = 2 ** 18;

export const imagesAtATime = ([height, width]: SampleShape): number =>
  Math.max(1, Math.floor(PIXELS / (height * width)));

/** Regional features of all the extractor's layers, `[n, rows, columns, channels]`. */
export const featuresOf = async (
  images: Tensor4D,
  extractor: FeatureExtractor,
): Promise<Tensor4D> =>
  regionalFeatures(await extractor.extract(images), gridOf([images.shape[1], images.shape[2]]));

export const channelsOf = ({ layers }: FeatureExtractor): number =>
  layers.reduce((sum, { channels }) => sum + channels, 0);

/**
 * Both sides of an image are multiples of this: of a place, and of what a pixel of the coarsest map
 * covers.
 */
const unitOf = ({ layers }: FeatureExtractor): number =>
  layers.reduce((unit, { stride }) => leastCommonMultiple(unit, stride), PLACE);

function leastCommonMultiple(a: number, b: number): number {
  let multiple = a;
  while (multiple % b !== 0) multiple += a;
  return multiple;
}

/** That of the paper's features and of most that are pretrained on ImageNet. */
const SIDE = 224;

/**
 * A square of 224×224, or the nearest that the layers divide, whatever the image: features are
 * those of objects at this size.
 */
export function nearestShape(
  [, , channels]: SampleShape,
  extractor: FeatureExtractor,
): SampleShape {
  const unit = unitOf(extractor);
  const side = unit * Math.max(1, Math.round(SIDE / unit));
  return [side, side, channels];
}

/** @throws OneClassError `invalid-shape` */
export function checkShape([height, width]: SampleShape, extractor: FeatureExtractor): void {
  const unit = unitOf(extractor);
  if (height % unit === 0 && width % unit === 0) return;
  const fitting = (side: number): number => unit * Math.max(1, Math.round(side / unit));
  throw new OneClassError(
    'invalid-shape',
    `${METHOD_NAME} received images of ${String(height)}×${String(width)}; with these layers ` +
      `both sides have to be multiples of ${String(unit)}. ` +
      `Resize them to ${String(fitting(height))}×${String(fitting(width))}, for example.`,
    { argument: 'normal', expected: `multiples of ${String(unit)}`, received: [height, width] },
  );
}
