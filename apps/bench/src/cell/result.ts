import type { FeatureIdentity, MethodConfig } from '@oneclass/core';
import type { FigureName, Figures } from '../table/figure.ts';
import type { CellPackages } from '../table/packages.ts';
import type { DataFile } from '../table/table.ts';
import type { PixelResult } from './pixel-figures.ts';

/**
 * Of the files that are written. Read as well are 1, which had every list in full, 2, which knew no
 * packages and had keys without their versions, and 3, whose scores were decimals, with the images'
 * ids beside them.
 */
export const FORMAT = 4;
/** The first one whose keys have versions. */
export const VERSIONED_FORMAT = 3;

export interface EpochLosses {
  readonly phase: string;
  readonly epoch: number;
  readonly losses: Readonly<Record<string, number>>;
}

/** Lists with an entry an image; labels 1 = anomalous, scores of float32. */
export interface ScoredSet {
  readonly labels: readonly number[];
  readonly kinds: readonly string[];
  readonly scores: readonly number[];
}

/** Numbers of others for a cell's row. */
export interface ComparedFigures {
  readonly source: string;
  readonly figures: Figures;
  /** Nobody has compared them with the source. */
  readonly unchecked?: true;
}

/**
 * Ends of a fit that belong to the method and the seed, not to the run: recorded, and the table
 * goes on.
 */
export const FIT_FAILURES = ['collapsed', 'diverged'] as const;
export type FitFailure = (typeof FIT_FAILURES)[number];
/** The processes that fitted it were killed or crashed: nothing that is known to come again. */
export const DIED = 'died';

/**
 * What is known of a cell however it ended. A run that was stopped and continued gives the same but
 * for `seconds` and `finishedAt`.
 */
interface CellRecord extends CellPackages {
  /** Of the file that it is in. */
  readonly format: number;
  /**
   * Hash of data, method, its package's version, config, seed and the meaning of the fields: what a
   * cell is reused by.
   */
  readonly key: string;
  readonly table: string;
  readonly cell: string;
  readonly row: string;
  readonly axes?: Readonly<Record<string, string>>;
  readonly method: string;
  /** Fully resolved. */
  readonly config: MethodConfig;
  /** That its method stands on, where it stands on some. */
  readonly features?: FeatureIdentity;
  readonly data: Readonly<Record<string, unknown>>;
  readonly files: readonly DataFile[];
  /** Sentences that have to stand beside the figures. */
  readonly remarks?: readonly string[];
  readonly published: ComparedFigures | null;
  readonly references: readonly (ComparedFigures & { readonly name: string })[];
  readonly losses: readonly EpochLosses[];
  readonly backend: string;
  readonly versions: Readonly<Record<string, string>>;
  /**
   * What the times depend on: processor, memory, and the `device` and number of `threads` that the
   * backend computed with.
   */
  readonly machine: Readonly<Record<string, string | number>>;
  readonly finishedAt: string;
}

/** A finished cell. */
export interface CellResult extends CellRecord {
  readonly figures: Figures;
  readonly threshold: {
    readonly value: number;
    readonly rule: string;
    readonly promise: string;
  } | null;
  /** A fit that was stopped and continued has the seconds of all its runs. */
  readonly seconds: {
    readonly load: number;
    readonly fit: number;
    readonly score: number;
    /** One image alone, with its map where there are maps: a median. Of later results only. */
    readonly image?: number;
  };
  /** Of later results only. */
  readonly bytes?: {
    /** The saved detector. */
    readonly artifact: number;
    /** See {@link FitRecord}. */
    readonly fitPeak?: number;
  };
  readonly validation: ScoredSet | null;
  readonly test: ScoredSet;
  /** Where the test images have masks and the detector gives maps. */
  readonly pixels?: PixelResult;
}

/** A cell without a detector: no scores, no figures. */
export interface CellFailure extends CellRecord {
  readonly error: { readonly code: FitFailure | typeof DIED; readonly message: string };
  readonly seconds: { readonly load: number; readonly fit: number };
}

/** What a fit is known by besides its detector. */
export interface FitRecord {
  readonly losses: readonly EpochLosses[];
  /** Of all runs that this fit took. */
  readonly seconds: number;
  /**
   * The largest memory of the process until the fit ended, the test images and TensorFlow.js
   * included: of a cell that had a process of its own, as with workers.
   */
  readonly peakBytes?: number | undefined;
}

export const isFailure = (result: CellResult | CellFailure): result is CellFailure =>
  'error' in result;

/**
 * Of a finished cell. What its times and its memory say is no figure of its file's, which differ
 * from run to run.
 */
export function figureOf(result: CellResult, name: FigureName): number | null {
  const value = result.figures[name];
  return value === undefined ? (MEASURED[name]?.(result) ?? null) : value;
}

const MEGABYTE = 1e6;

const MEASURED: Partial<Record<FigureName, (result: CellResult) => number | null | undefined>> = {
  scoredPerSecond: ({ seconds, test, validation }) =>
    seconds.score > 0
      ? (test.scores.length + (validation?.scores.length ?? 0)) / seconds.score
      : null,
  fitSeconds: ({ seconds }) => seconds.fit,
  imageMilliseconds: ({ seconds }) => seconds.image && 1000 * seconds.image,
  artifactMegabytes: ({ bytes }) => bytes && bytes.artifact / MEGABYTE,
  fitPeakMegabytes: ({ bytes }) => bytes?.fitPeak && bytes.fitPeak / MEGABYTE,
};
