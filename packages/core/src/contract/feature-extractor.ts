import type { Tensor4D } from '@tensorflow/tfjs';

/** Which features a detector was fitted on. It works with these alone. */
export interface FeatureIdentity {
  /**
   * Network, layers and all else but the weights that decides the features: enough for the package
   * that made them to make them again.
   */
  readonly id: string;
  /** Of the weights in use. */
  readonly hash: string;
}

export interface FeatureLayer {
  readonly name: string;
  readonly channels: number;
  /**
   * Pixels of the image from one place of the map to the next: a map has `⌊height / stride⌋` rows.
   */
  readonly stride: number;
}

/** Pretrained features, given to the methods that build on them. */
export interface FeatureExtractor extends FeatureIdentity {
  readonly layers: readonly FeatureLayer[];
  /**
   * One map a layer, `[n, h, w, channels]`, from images `[n, height, width, 1 or 3]` in [0, 1]; the
   * caller disposes them.
   */
  extract(images: Tensor4D): Tensor4D[];
  dispose(): void;
}
