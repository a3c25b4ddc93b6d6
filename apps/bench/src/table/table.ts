import type { Dataset, InputSpec, LabeledDataset, Method, MethodConfig, Threshold } from '@oneclass/core';

/** What a cell is fitted and evaluated on. */
export interface CellData {
  readonly train: Dataset;
  readonly validation?: LabeledDataset;
  readonly test: LabeledDataset;
  /** What was read, so that a result says whether the files were the official ones. */
  readonly files: readonly { readonly name: string; readonly md5: string; readonly official: boolean }[];
}

export interface DataSource {
  /** All that decides which images come, as plain JSON: goes into the cell's key. */
  readonly description: Readonly<Record<string, unknown>>;
  /** How images were brought to the method's shape; kept in the saved detector. */
  readonly input: InputSpec;
  /** @throws OneClassError `not-found` with what to put where */
  load(folders: readonly string[], signal: AbortSignal): Promise<CellData>;
}

/** One fit and its evaluation. */
export interface Cell {
  /** Unique in its table; the name of its file. */
  readonly id: string;
  readonly method: Method;
  /** The npm package that provides it. */
  readonly package: string;
  readonly config: MethodConfig;
  readonly data: DataSource;
  /** From labelled validation scores; a cell without one has no F1 or accuracy. */
  readonly threshold?: (validation: { labels: Uint8Array; scores: Float32Array }) => Threshold;
}

/** Named numbers of a result, fractions in [0, 1]: `{ testF1: 0.9654 }`. */
export type Figures = Readonly<Record<string, number | null>>;

export interface PublishedFigures {
  readonly source: string;
  readonly figures: Figures;
}

export type Size = 'full' | 'quick';

/** A table of a paper or tutorial: data × method × config × seeds, and what was published. */
export interface Table {
  readonly name: string;
  readonly title: string;
  /** How it is done in that size, and where it departs from its source; shown beside the result. */
  protocol(size: Size): readonly string[];
  readonly published?: PublishedFigures;
  readonly figures: readonly FigureSpec[];
  cells(options: { readonly size: Size; readonly seeds: readonly number[] }): readonly Cell[];
}

export interface FigureSpec {
  readonly key: string;
  readonly title: string;
  readonly unit: 'percent' | 'score' | 'count';
}
