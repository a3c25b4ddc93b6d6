/** What a long run reports as it goes. */
export type ProgressEvent =
  | {
      readonly type: 'phase-start';
      readonly phase: string;
      /** What it counts, in the plural: 'images', 'trees'. */
      readonly unit: string;
      readonly epochs?: number | undefined;
      readonly stepsPerEpoch?: number | undefined;
      /** Units in an epoch. */
      readonly units?: number | undefined;
      /**
       * Steps of this phase that a checkpoint spares; the `epoch-end` of every epoch among them
       * follows again.
       */
      readonly resumedSteps?: number | undefined;
    }
  | {
      readonly type: 'step-end';
      readonly phase: string;
      readonly unit: string;
      readonly epoch: number;
      readonly step: number;
      readonly stepsPerEpoch: number;
      readonly losses: Readonly<Record<string, number>>;
      readonly unitsPerSecond: number;
    }
  | {
      readonly type: 'epoch-end';
      readonly phase: string;
      readonly unit: string;
      readonly epoch: number;
      readonly epochs: number;
      /** Means over the epoch's units. */
      readonly losses: Readonly<Record<string, number>>;
      readonly unitsPerSecond: number;
    }
  | { readonly type: 'phase-end'; readonly phase: string; readonly seconds: number };

/**
 * Where a long fit saves itself as it goes, and finds what it saved. `checkpointFile` of
 * `@oneclass/core/node` is one.
 */
export interface CheckpointStore {
  /** What was saved last; undefined when nothing was. */
  load(): Promise<Uint8Array | undefined>;
  /** Replaces what was saved, all or nothing. */
  save(bytes: Uint8Array): Promise<void>;
  /** Least time between two saves, seconds; 30 when absent, 0 saves after every step. */
  readonly interval?: number | undefined;
}

/** What every long run takes; nothing here changes its result. */
export interface Watched {
  /** Aborting rejects the run with the signal's reason within one step. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
}

/** How to run a fit; nothing here changes its result. */
export interface FitRun extends Watched {
  /**
   * A fit that finds itself here continues where it was saved, to the same weights as without the
   * interruption. What is there of a fit of another method, config or data is refused:
   * `invalid-argument`. A method that is not `resumable` leaves it alone.
   */
  readonly checkpoint?: CheckpointStore | undefined;
  /**
   * Gives the store of a phase that fits with different configs have in common, such as a
   * pretraining, by a name that tells it from others (letters, digits and hyphens), as
   * `(name) => checkpointFile(join(folder, name), { shared: true })` does. Once one fit has
   * finished the phase, others take it from there; what cannot be used there is done again.
   */
  readonly shared?: ((name: string) => CheckpointStore) | undefined;
  /**
   * Bytes that a fit may keep in memory so as not to compute them again, such as features of the
   * training images; the method's own measure when absent.
   */
  readonly cacheBytes?: number | undefined;
}

/** How to run a scoring call. */
export interface ScoreRun extends Watched {
  /** Images at a time; changes memory and speed, never the result. */
  readonly batchSize?: number | undefined;
  /** Replaces parts of `config.score` for this call. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}
