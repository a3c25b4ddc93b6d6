import type { Tensor4D } from '@tensorflow/tfjs';

/** `[height, width, channels]`; one grey channel or three of RGB. */
export type SampleShape = readonly [height: number, width: number, channels: number];

export interface BatchOptions {
  readonly batchSize: number;
  /**
   * Positions to visit, in this order; all of them in their own order when absent. A position may
   * repeat.
   */
  readonly order?: Uint32Array | undefined;
}

/** Images that can be gone through again and again; one `batches()` call is one pass. */
export interface Dataset {
  readonly sampleShape: SampleShape;
  readonly size: number;
  /**
   * Yields float32 `[n, height, width, channels]` in [0, 1], n ≤ batchSize. The consumer disposes
   * each tensor.
   */
  batches(options: BatchOptions): AsyncIterable<Tensor4D>;
  /**
   * A digest of each image as it was read, before it was resized, by which an evaluation knows an
   * image that the detector was fitted on; of the images that `batches` gives when absent.
   */
  readonly digests?: (() => Promise<BigUint64Array>) | undefined;
  /** What each image is called in messages: a file's path; its position when absent. */
  readonly ids?: readonly string[] | undefined;
}

/** Pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** A binary image, 1 where the defect is. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Images with the truth about each, for evaluation only. */
export interface LabeledDataset {
  readonly samples: Dataset;
  /** 1 = anomalous. */
  readonly labels: Uint8Array;
  /** What each image is: 'good', 'crack', '7'. */
  readonly kinds: readonly string[];
  /** A file's path, or the position in its set. */
  readonly ids: readonly string[];
  /**
   * The mask of an image, of the image's own size; undefined for a normal one. Rejects for a mask
   * that is missing (`not-found`), of another size (`invalid-shape`), or can't be read.
   */
  readonly masks?: ((index: number) => Promise<Mask | undefined>) | undefined;
  /** The own size of each image, before it was resized; that of `samples` when absent. */
  readonly sizes?: readonly ImageSize[] | undefined;
}

/** A tensor `[n, height, width, channels]` in [0, 1], which stays the caller's, or a dataset. */
export type Samples = Tensor4D | Dataset;

/** The values of 16-bit images that become 0 and 1: whole numbers from 0 to 65535. */
export interface ValueRange {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * An area of the images, in the coordinates of the image that it was drawn on; an image of another
 * size has it stretched.
 */
export interface IgnoredArea extends ImageSize {
  /**
   * Pixels that are looked at, then pixels that are ignored, and so on by turns, row by row. The
   * first may be 0; together as many as the area has.
   */
  readonly runs: readonly number[];
  /** What it is filled with in every channel: a byte. */
  readonly fill: number;
}

/**
 * How images were brought to a detector's sample shape; kept in the artifact, so that new images
 * are treated alike.
 */
export interface InputSpec {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /**
   * 'bilinear' with half-pixel centres; 'area' averages when shrinking and is bilinear when
   * enlarging.
   */
  readonly resize: 'bilinear' | 'area';
  /**
   * Of images that have 16 bits a value: they become (value − minimum) / (maximum − minimum), and
   * what is beyond is clipped. Absent where images have 8 bits; then the upper 8 of 16 are read.
   */
  readonly range?: ValueRange | undefined;
  /** What is filled in every image before it is resized, so that it counts in nothing. */
  readonly ignore?: IgnoredArea | undefined;
}
