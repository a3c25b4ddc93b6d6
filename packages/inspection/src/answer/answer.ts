/** @file What is said of one image, in every program: as JSON, and in this library's types. */

/** Of {@link ANSWER_SCHEMA}; a later number where a reader of this one would be misled. */
export const ANSWER_VERSION = 1;

/** `uncertain` lies above the uncertain threshold and not above the threshold. */
export type Verdict = 'normal' | 'uncertain' | 'anomalous';

/** The smallest rectangle with whole pixels of the image, turned as its EXIF orientation says. */
export interface Box {
  /** Of its left edge, from 0. */
  readonly x: number;
  /** Of its upper edge, from 0. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A connected area of a score map above the pixel threshold; diagonal neighbours are connected. */
export interface Region {
  readonly box: Box;
  /** Pixels of the image, 1 or more. */
  readonly area: number;
  /** The highest score of its pixels. */
  readonly peak: number;
  /** The mean score of its pixels. */
  readonly mean: number;
}

/** What was found on one image. */
export interface Findings {
  /** Higher is more anomalous. */
  readonly score: number;
  /** Of the detector; null without one. */
  readonly threshold: number | null;
  /** Whether the score is above the threshold; null without one. */
  readonly anomalous: boolean | null;
  /** Null without a threshold. */
  readonly verdict: Verdict | null;
  /**
   * How sure the detector is that the image is anomalous, above 0 and below 1: as of
   * `confidenceScale` of `@oneclass/core/thresholds`. Null without a threshold.
   */
  readonly confidence: number | null;
  /**
   * (1 + number of calibration scores at or above the score) / (number of calibration scores + 1);
   * null of a detector that was not calibrated on normal images.
   */
  readonly pValue: number | null;
  /** Of the image, turned as its EXIF orientation says: what `regions` are counted in. */
  readonly size: { readonly width: number; readonly height: number };
  /**
   * Where the map is above the pixel threshold, the largest first; null where they were not asked
   * for.
   */
  readonly regions: readonly Region[] | null;
}

/** What is said of one image. */
export interface Answer extends Findings {
  readonly schema: typeof ANSWER_VERSION;
  /** Of the image; null of what has none. */
  readonly path: string | null;
  /**
   * The file of its score map, which is there when the run is done; null where none is written.
   */
  readonly picture: string | null;
}

/** An image that can't be used, in the place of its answer. */
export interface Unanswered {
  readonly schema: typeof ANSWER_VERSION;
  readonly path: string | null;
  /** What is wrong with it. */
  readonly error: string;
}

/** Files of an image, as a program knows them; null or absent where there are none. */
export interface AnswerFiles {
  readonly path?: string | null | undefined;
  readonly picture?: string | null | undefined;
}

/** An inspection as plain JSON. */
export const answerOf = (
  { score, threshold, anomalous, verdict, confidence, pValue, size, regions }: Findings,
  { path = null, picture = null }: AnswerFiles = {},
): Answer => ({
  schema: ANSWER_VERSION,
  ...{ path, score, threshold, anomalous, verdict, confidence, pValue, size, regions, picture },
});
