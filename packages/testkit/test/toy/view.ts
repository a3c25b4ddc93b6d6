import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import {
  OneClassError,
  type FeatureExtractor,
  type FeatureIdentity,
  type SampleShape,
} from '@oneclass/core';

/** What a toy looks at. */
export interface View {
  /** Of the method. */
  readonly name: string;
  readonly outputs: readonly string[];
  readonly features?: FeatureIdentity;
  /** A new tensor `[n, ...shapeOf(sampleShape)]`. */
  see(images: Tensor4D): Promise<Tensor4D>;
  shapeOf(sampleShape: SampleShape): SampleShape;
}

export const pixels: View = {
  name: 'toy',
  outputs: ['score', 'map', 'reconstruction', 'code', 'peak'],
  see: async (images) => tf.clone(images),
  shapeOf: (sampleShape) => sampleShape,
};

/** The maps of an extractor's first layer, which has the resolution of the images. */
export const featuresOf = (extractor: FeatureExtractor): View => ({
  name: 'feature-toy',
  outputs: ['score', 'map'],
  features: { id: extractor.id, hash: extractor.hash },
  async see(images) {
    const [first, ...others] = await extractor.extract(images);
    tf.dispose(others);
    return first as Tensor4D;
  },
  shapeOf: ([height, width]) => [height, width, extractor.layers[0]?.channels ?? 0],
});

/** A side of one pixel has no other to be compared with. */
const LEAST_SIDE = 2;

export const nearestSides = ([height, width, channels]: SampleShape): SampleShape => {
  const near = (side: number): number => Math.max(LEAST_SIDE, Math.min(8, side));
  return [near(height), near(width), channels];
};

export function checkSides([height, width]: SampleShape): void {
  if (Math.min(height, width) >= LEAST_SIDE) return;
  throw new OneClassError(
    'invalid-shape',
    `toy received images of ${String(height)}×${String(width)}; expected 2×2 pixels or more.`,
  );
}
