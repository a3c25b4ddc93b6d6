import type { SampleShape } from '../../contract/dataset.ts';

/** What an image was before it was brought to an input. */
export interface ImageFacts {
  /** Among the images that are read. */
  readonly position: number;
  /** Its path, or what it is called in errors. */
  readonly name: string;
  /** `[height, width, channels]` */
  readonly shape: SampleShape;
  /** Of a value. */
  readonly bits: 8 | 16;
  /** Share of its pixels with a value beyond the input's range, which was clipped to it. */
  readonly clipped: number;
  /** Pages of a TIFF, frames of an animation; the first is read. */
  readonly pages: number;
}
