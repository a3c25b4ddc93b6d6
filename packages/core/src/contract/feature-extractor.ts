import type { Tensor4D } from '@tensorflow/tfjs';

/** Pretrained features, given to the methods that build on them. */
export interface FeatureExtractor {
  readonly id: string;
  /** Of the weights in use; an artifact fitted on other weights is refused. */
  readonly hash: string;
  readonly layers: readonly { readonly name: string; readonly channels: number; readonly stride: number }[];
  /** One map a layer, from images in [0, 1]; the caller disposes them. */
  extract(images: Tensor4D): Tensor4D[];
  dispose(): void;
}
