import type {
  AnyMethod,
  Dataset,
  FeatureProvider,
  InputSpec,
  LabeledDataset,
  Threshold,
} from '@oneclass/core';
import type { FigureName, Figures } from './figure.ts';

/** What a cell is fitted and evaluated on. */
export interface CellData {
  /** Normal images. */
  readonly train: Dataset;
  /** To find a threshold on; a plain dataset is of normal images only. */
  readonly validation?: LabeledDataset | Dataset | undefined;
  /** Normal and anomalous images. */
  readonly test: LabeledDataset;
  /** What was read, so that a result says whether the files were the official ones. */
  readonly files?: readonly DataFile[] | undefined;
  /** Sentences that have to stand beside the figures. */
  readonly remarks?: readonly string[] | undefined;
}

export interface DataFile {
  readonly name: string;
  readonly md5: string;
  readonly official: boolean;
}

export interface DataSource {
  /**
   * All that decides which images come, as plain JSON: a finished cell is reused only while it
   * stays the same.
   */
  readonly description: Readonly<Record<string, unknown>>;
  /** How images were brought to the method's shape; kept in the saved detector. */
  readonly input?: InputSpec | undefined;
  /** @param options.folders where data sets are, of ONECLASS_DATA_DIR or --data-dir */
  load(options: {
    readonly folders: readonly string[];
    readonly signal: AbortSignal;
  }): CellData | Promise<CellData>;
  /**
   * For data that not everybody has: says what is missing, if anything is, and the cell is left
   * out. Without it, missing data end the run.
   */
  missing?(options: { readonly folders: readonly string[] }): Promise<string | undefined>;
}

/** The pretrained features that a method builds on. */
export interface CellFeatures {
  readonly provider: FeatureProvider;
  /** Part of the provider's `defaults`, in place of them; plain JSON. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** The npm package that exports the provider, as `package` of the cell is the method's. */
  readonly package?: string | undefined;
}

/** What a threshold is found on. */
export interface ValidationScores {
  /** 1 = anomalous. */
  readonly labels: Uint8Array;
  readonly scores: Float32Array;
}

/** One fit and its evaluation. */
export interface Cell {
  /** Unique in its table; the name of its file, so letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  /**
   * Cells of one row differ in nothing but their seed: it shows their mean and deviation. The
   * method's name when absent.
   */
  readonly row?: string | undefined;
  /**
   * Where it stands in the table, as `{ digit: '3', method: 'deep-svdd' }`: what `--only` picks it
   * by, and a `grid` is laid out by. All cells that have any have the same, and those of one row
   * the same values.
   */
  readonly axes?: Readonly<Record<string, string>> | undefined;
  readonly method: AnyMethod;
  /** For a `FeatureMethod`, and for no other. */
  readonly features?: CellFeatures | undefined;
  /**
   * The npm package that exports the method, as the table's module imports it. A result of another
   * version is computed again, and the saved detector names both; without it no new version is
   * noticed.
   */
  readonly package?: string | undefined;
  /**
   * Part of the method's config; the rest is its defaults. Cells that differ under `score` alone
   * have one fit.
   */
  readonly config?: object | undefined;
  /**
   * Names a phase that its fit has in common with those of other cells (`FitRun.shared`): workers
   * run these one after the other, so that only the first computes it.
   */
  readonly sharedPhase?: string | undefined;
  readonly data: DataSource;
  /** Fixed, or found on the validation scores; a cell without one has no F1 and no accuracy. */
  readonly threshold?: Threshold | ((validation: ValidationScores) => Threshold) | undefined;
}

/** Numbers to compare with, by the row they belong to. */
export interface Published {
  readonly source: string;
  readonly figures: Readonly<Record<string, Figures>>;
  /**
   * Rows whose numbers nobody has compared with the source, as those quoted from memory: shown with
   * a mark.
   */
  readonly unchecked?: readonly string[] | undefined;
}

/** A further column to compare with: the same protocol in another implementation. */
export interface Reference extends Published {
  /** The column's heading. */
  readonly name: string;
}

/**
 * How a table of two axes is shown first: a line for each value of one, a column for each of the
 * other. Every cell has both.
 */
export interface Grid {
  /** Names of axes; `rows` is what the last line's means are over. */
  readonly rows: string;
  readonly columns: string;
  /** `testAuroc` when absent. */
  readonly figure?: FigureName | undefined;
}

export type Size = 'full' | 'quick';

export interface CellOptions {
  /** 'quick' under `--quick`: fewer images and epochs, to see that it works. */
  readonly size: Size;
  /** Of `--seeds`: a cell each. */
  readonly seeds: readonly number[];
}

/**
 * Data × method × config × seeds, and what was published. A file's default export for
 * `oneclass-bench run ./my-table.js`.
 */
export interface Table {
  /** Names the folder of its results, so letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  readonly title: string;
  /**
   * How it is done in that size, and where it departs from its source: paragraphs shown beside the
   * result.
   */
  protocol(size: Size): readonly string[];
  /** What it shows, in this order; the most common figures when absent. */
  readonly figures?: readonly FigureName[] | undefined;
  /**
   * Kinds of anomaly to be shown apart too, each against all normal images: rows 'magnetic-tile,
   * crack'.
   */
  readonly kinds?: readonly string[] | undefined;
  readonly grid?: Grid | undefined;
  readonly published?: Published | undefined;
  readonly references?: readonly Reference[] | undefined;
  cells(options: CellOptions): readonly Cell[] | Promise<readonly Cell[]>;
}
