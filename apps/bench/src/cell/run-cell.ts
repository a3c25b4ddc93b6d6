import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  isMapDetector,
  OneClassError,
  pack,
  type Detector,
  type LabeledDataset,
  type Mask,
  type ProgressEvent,
} from '@oneclass/core';
import { readMasks } from '@oneclass/core/datasets';
import { writeFileAtomic } from '@oneclass/core/node';
import type { BackendChoice } from '@oneclass/runtime';
import { assess } from './assess.ts';
import { identity } from './identity.ts';
import { fitCell, type FailedFit } from './fit-cell.ts';
import type { Methods } from './methods.ts';
import type { InstalledCell } from '../table/packages.ts';
import { pixelResult, type PixelResult } from './pixel-figures.ts';
import { configOf, DIED, type CellFailure, type CellResult, type ScoredSet } from './result.ts';
import { writeResult } from './result-file.ts';
import { checkData, type CheckedData } from '../table/check-data.ts';
import type { Cell, Table } from '../table/table.ts';
import { runAuthored, wrongTable } from '../table/wrong-table.ts';
import { takeFit, type FitPlace } from './taken-fit.ts';

export interface CellRun {
  readonly table: Table;
  readonly backend: BackendChoice;
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  /** One line about what is done. */
  readonly say: (line: string) => void;
  readonly methods: Methods;
  /** Where the same fit may be, of other cells. */
  readonly fitted?: readonly FitPlace[] | undefined;
  /** Forgets what a stopped run left. */
  readonly force?: boolean;
  /** Without ending: `.json`, `.oneclass` and, while it is fitted, `.checkpoint` are written. */
  readonly path: string;
}

/**
 * Loads, fits, scores, evaluates and writes one cell; a fit that collapsed or diverged is written
 * as that.
 */
export async function runCell(
  cell: InstalledCell,
  run: CellRun,
): Promise<CellResult | CellFailure> {
  const loading = stopwatch();
  const data = await loadData(cell, run);
  const masks = await runAuthored(
    `masks() of cell "${cell.id}"`,
    () => readMasks(data.test, run.signal),
    run.signal,
  );
  const load = loading();
  await makeFolder(dirname(run.path));

  const method = await run.methods.of(cell);
  const fitted =
    (await takeFit(cell, method, run)) ?? (await fitCell(cell, { method, train: data.train }, run));
  if ('error' in fitted) return writeFailure(fitted, { cell, run, data, load });
  const { detector, losses, seconds: fit, checkpoint } = fitted;
  try {
    const scoring = stopwatch();
    const validation =
      data.validation && (await scored(cell, { detector, data: data.validation, run }));
    const { test, pixels } = await tested(cell, { detector, data: data.test, run }, masks);
    const score = scoring();
    const result = await assess(cell, {
      ...identity(cell, run, data),
      config: detector.config,
      ...(detector.features && { features: detector.features }),
      losses,
      seconds: { load, fit, score },
      validation: validation ?? null,
      test,
      ...(pixels && { pixels }),
    });
    const { threshold, versions } = result;
    const bytes = pack(detector, {
      versions,
      input: cell.data.input,
      package: cell.packages.package,
      featuresPackage: cell.packages.featuresPackage,
      calibration: threshold ?? undefined,
    });
    await writeFileAtomic(`${run.path}.oneclass`, bytes);
    await writeResult(`${run.path}.json`, result);
    await checkpoint.remove();
    return result;
  } finally {
    detector.dispose();
  }
}

interface Failing {
  readonly cell: InstalledCell;
  readonly run: CellRun;
  readonly data: CheckedData;
  /** Seconds. */
  readonly load: number;
}

async function writeFailure(
  { error, losses, seconds: fit, checkpoint }: FailedFit,
  { cell, run, data, load }: Failing,
): Promise<CellFailure> {
  const failure: CellFailure = {
    ...identity(cell, run, data),
    config: configOf(cell),
    error,
    losses,
    seconds: { load, fit },
  };
  await rm(`${run.path}.oneclass`, { force: true }); // of an earlier table's cell
  await writeResult(`${run.path}.json`, failure);
  await checkpoint.remove();
  return failure;
}

/** For a cell whose workers died. What they saved stays, so that the next run continues it. */
export async function recordDeath(
  cell: InstalledCell,
  run: CellRun,
  message: string,
): Promise<CellFailure> {
  const failure: CellFailure = {
    ...identity(cell, run, { files: [] }),
    config: configOf(cell),
    error: { code: DIED, message },
    losses: [],
    seconds: { load: 0, fit: 0 },
  };
  await makeFolder(dirname(run.path));
  await rm(`${run.path}.oneclass`, { force: true }); // of an earlier table's cell
  await writeResult(`${run.path}.json`, failure);
  return failure;
}

/**
 * The cell's data, checked.
 * @throws OneClassError `invalid-argument` for data that are not as a table's must be
 */
export async function loadData(
  cell: Cell,
  { folders, signal }: Pick<CellRun, 'folders' | 'signal'>,
): Promise<CheckedData> {
  const given: unknown = await runAuthored(
    `data.load() of cell "${cell.id}"`,
    () => cell.data.load({ folders, signal }),
    signal,
  );
  signal.throwIfAborted();
  const data = checkData(given, cell.id);
  if (typeof cell.threshold === 'function' && !data.validation) {
    const message =
      `Cell "${cell.id}" finds its threshold on validation scores, and its data have no ` +
      '`validation`. Add them, or give a Threshold, such as fixedThreshold(0.02).';
    throw wrongTable(message, { argument: 'validation' });
  }
  return data;
}

interface Scoring {
  readonly detector: Detector;
  readonly data: LabeledDataset;
  readonly run: CellRun;
}

async function scored(
  { id, method }: Cell,
  { detector, data, run: { signal, onProgress } }: Scoring,
): Promise<ScoredSet> {
  const what = `score() of method "${method.name}" in cell "${id}"`;
  const scores: unknown = await runAuthored(
    what,
    () => detector.score(data.samples, { signal, onProgress }),
    signal,
  );
  return scoredSet(what, scores, data);
}

/**
 * With what the maps say, from the same pass, where the data have masks and the detector gives
 * maps.
 */
async function tested(
  cell: Cell,
  scoring: Scoring,
  masks: readonly (Mask | undefined)[] | undefined,
): Promise<{ test: ScoredSet; pixels: PixelResult | null }> {
  const {
    detector,
    data,
    run: { signal, onProgress },
  } = scoring;
  if (!masks || !isMapDetector(detector))
    return { test: await scored(cell, scoring), pixels: null };
  const what = `compute() of method "${cell.method.name}" in cell "${cell.id}"`;
  const { score, map } = await runAuthored(
    what,
    () => detector.compute(data.samples, ['score', 'map'], { signal, onProgress }),
    signal,
  );
  const test = scoredSet(what, score.data, data);
  return {
    test,
    pixels: await runAuthored(
      `Maps and masks of cell "${cell.id}"`,
      () => pixelResult(map, masks, data),
      signal,
    ),
  };
}

function scoredSet(
  what: string,
  scores: unknown,
  { samples: { size }, labels, kinds, ids }: LabeledDataset,
): ScoredSet {
  if (
    !(scores instanceof Float32Array) ||
    scores.length !== size ||
    !scores.every(Number.isFinite)
  ) {
    throw wrongTable(
      `${what} gave no scores: expected a Float32Array of ${String(size)} finite numbers, one ` +
        'an image.',
      { argument: what },
    );
  }
  return { labels: [...labels], kinds, ids, scores: [...scores] };
}

export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new OneClassError(
      'invalid-argument',
      `Results can't be written to "${folder}": ${(cause as Error).message}. Name another ` +
        'folder with --out.',
      {
        argument: '--out',
        received: folder,
        cause,
      },
    );
  }
}

export function stopwatch(): () => number {
  const started = performance.now();
  return () => Math.round(performance.now() - started) / 1000;
}
