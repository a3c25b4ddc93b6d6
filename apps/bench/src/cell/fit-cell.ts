import { dirname } from 'node:path';
import {
  isOneClassError,
  type Dataset,
  type Detector,
  type Method,
  type ProgressEvent,
} from '@oneclass/core';
import { checkpointFile } from '@oneclass/core/node';
import { FIT_FAILURES, type CellFailure, type EpochLosses, type FitFailure } from './result.ts';
import type { CellRun } from './run-cell.ts';
import { sharedIn } from './shared-phases.ts';
import type { Cell } from '../table/table.ts';
import { runAuthored, wrongTable } from '../table/wrong-table.ts';

export type CheckpointFile = ReturnType<typeof checkpointFile>;

export const checkpointOf = (path: string): CheckpointFile => checkpointFile(`${path}.checkpoint`);

interface FitRecord {
  readonly losses: readonly EpochLosses[];
  /** Of all runs that this fit took. */
  readonly seconds: number;
  /** To be removed when the result is written. */
  readonly checkpoint: CheckpointFile;
}

export interface FittedCell extends FitRecord {
  readonly detector: Detector;
}

/** A fit that collapsed or diverged. */
export type FailedFit = FitRecord & Pick<CellFailure, 'error'>;

export interface Fitting {
  readonly method: Method;
  readonly train: Dataset;
}

/**
 * Fits, or continues the fit that a stopped run left; one of another config, method or data is
 * removed, and so is one that the method no longer resumes.
 */
export async function fitCell(
  cell: Cell,
  { method, train }: Fitting,
  run: CellRun,
): Promise<FittedCell | FailedFit> {
  const checkpoint = checkpointOf(run.path);
  if (run.force === true || !method.resumable) await checkpoint.remove();
  const left = await checkpoint.exists();
  if (left) run.say(`${cell.id}: a stopped run left its fit, continuing it`);
  const attempt = createAttempt(cell, { method, train, checkpoint, run });
  try {
    return await attempt();
  } catch (error) {
    const refused =
      left && isOneClassError(error) && (error as { argument?: unknown }).argument === 'checkpoint';
    if (!refused) throw error;
    run.say(
      `${cell.id}: it can't be continued, so it is removed and fitted anew. ` +
        `${(error as Error).message}`,
    );
    await checkpoint.remove();
    return await attempt();
  }
}

interface Attempt extends Fitting {
  readonly checkpoint: CheckpointFile;
  readonly run: CellRun;
}

function createAttempt(
  { id, config }: Cell,
  { method, train, checkpoint, run }: Attempt,
): () => Promise<FittedCell | FailedFit> {
  return async () => {
    const losses: EpochLosses[] = [];
    let inPhases = 0;
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'epoch-end')
        losses.push({ phase: event.phase, epoch: event.epoch, losses: event.losses });
      if (event.type === 'phase-end') inPhases += event.seconds;
      run.onProgress(event);
    };
    const started = performance.now();
    const what = `fit() of method "${method.name}" in cell "${id}"`;
    // A phase that was continued counts the seconds of its earlier runs.
    const record = (): FitRecord => ({
      losses,
      seconds: Math.round(Math.max(performance.now() - started, 1000 * inPhases)) / 1000,
      checkpoint,
    });
    let detector: unknown;
    try {
      detector = await runAuthored(
        what,
        () =>
          method.fit(train, config, {
            signal: run.signal,
            onProgress,
            checkpoint: method.resumable ? checkpoint : undefined,
            shared: sharedIn(dirname(run.path)),
          }),
        run.signal,
      );
    } catch (error) {
      if (!isFitFailure(error)) throw error;
      return { error: { code: error.code, message: error.message }, ...record() };
    }
    if (!isDetector(detector))
      throw wrongTable(
        `${what} gave no detector: expected an object with config, sampleShape, outputs, ` +
          'compute, score, state and dispose.',
        { argument: what },
      );
    return { detector, ...record() };
  };
}

function isFitFailure(error: unknown): error is Error & { readonly code: FitFailure } {
  return isOneClassError(error) && (FIT_FAILURES as readonly string[]).includes(error.code);
}

function isDetector(value: unknown): value is Detector {
  if (typeof value !== 'object' || value === null) return false;
  const { config, outputs, compute, score, state, dispose } = value as Partial<Detector>;
  return (
    typeof config === 'object' &&
    Array.isArray(outputs) &&
    [compute, score, state, dispose].every((part) => typeof part === 'function')
  );
}
