/** What a long run reports as it goes. */
export type ProgressEvent =
  | { readonly type: 'phase-start'; readonly phase: string; readonly epochs?: number; readonly stepsPerEpoch?: number; readonly samples?: number }
  | {
      readonly type: 'step-end';
      readonly phase: string;
      readonly epoch: number;
      readonly step: number;
      readonly stepsPerEpoch: number;
      readonly losses: Readonly<Record<string, number>>;
      readonly imagesPerSecond: number;
    }
  | {
      readonly type: 'epoch-end';
      readonly phase: string;
      readonly epoch: number;
      readonly epochs: number;
      /** Means over the epoch's images. */
      readonly losses: Readonly<Record<string, number>>;
      readonly imagesPerSecond: number;
    }
  | { readonly type: 'phase-end'; readonly phase: string; readonly seconds: number };

/** How to run a fit; nothing here changes its result. */
export interface FitRun {
  /** Aborting rejects the fit with the signal's reason within one training step. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** How to run a scoring call. */
export interface ScoreRun {
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Images at a time; changes memory and speed, never the result. */
  readonly batchSize?: number;
  /** Replaces parts of `config.score` for this call. */
  readonly config?: Readonly<Record<string, unknown>>;
}
