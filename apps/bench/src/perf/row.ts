import type { BackendChoice } from '@oneclass/runtime';

/** Something that is done again and again while a clock runs. */
export interface Workload {
  /** Awaited before each run, untimed. */
  ready?(): Promise<void>;
  /** Does it once and to its end: what was computed has been read back. */
  run(): Promise<void>;
  /** Largest resident memory of the processes that it started, MiB. */
  peakMemory?(): number;
  dispose(): void | Promise<void>;
}

export interface Goal {
  /** Milliseconds on two x86-64 cores. */
  readonly ms?: number | undefined;
  /** Median divided by that of PyTorch, or onnxruntime where that has the row, on this machine. */
  readonly ratio?: number | undefined;
}

/** A row of the table of times. */
export interface PerfRow {
  /** As the scripts of PyTorch and onnxruntime name it. */
  readonly name: string;
  readonly title: string;
  /** Images that one run works through. */
  readonly images?: number | undefined;
  /** By backend. */
  readonly goals: Readonly<Record<string, Goal>>;
  /**
   * Looks for what it needs besides the backend; all rows do before any is measured.
   * @throws OneClassError for what is not there
   */
  check?(): Promise<void>;
  prepare(backend: BackendChoice): Workload | Promise<Workload>;
}
