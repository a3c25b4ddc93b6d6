import type { Tensor4D } from '@tensorflow/tfjs';

/** Which features a detector was fitted on. It works with these alone. */
export interface FeatureIdentity {
  /**
   * Network, layers and all else but the weights that decides the features: enough for the provider
   * that made them to make them again.
   */
  readonly id: string;
  /** Of the weights in use. */
  readonly hash: string;
}

export interface FeatureLayer {
  readonly name: string;
  readonly channels: number;
  /** Pixels of the image from one place of the map to the next. */
  readonly stride: number;
  /**
   * Rows and columns of the map of an image of this size. It is not always `⌊height / stride⌋`: a
   * network that pads unevenly rounds up.
   */
  mapSize(height: number, width: number): readonly [rows: number, columns: number];
}

/** Pretrained features, given to the methods that build on them. */
export interface FeatureExtractor extends FeatureIdentity {
  readonly layers: readonly FeatureLayer[];
  /**
   * One map a layer, `[n, ...mapSize, channels]`, from images `[n, height, width, 1 or 3]` in [0,
   * 1]. The images are borrowed, the maps are the caller's. Not for use inside `tf.tidy`, which
   * does not wait for a promise.
   * @throws OneClassError `invalid-shape` for images that the network does not take,
   *   `invalid-argument` after `dispose`
   */
  extract(images: Tensor4D): Promise<Tensor4D[]>;
  dispose(): void;
}
