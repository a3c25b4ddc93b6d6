import { dirname } from 'node:path';
import { isOneClassError, type Dataset, type Detector, type ProgressEvent } from '@oneclass/core';
import type { CheckedMethod } from '../table/checked-method.ts';
import type { Cell } from '../table/table.ts';
import type { CellRun } from './cell-run.ts';
import type { CheckpointFile } from './place.ts';
import { peakBytes } from './peak-memory.ts';
import {
  FIT_FAILURES,
  type CellFailure,
  type EpochLosses,
  type FitFailure,
  type FitRecord,
} from './result.ts';
import { sharedIn } from './shared-phases.ts';

export interface FittedCell extends FitRecord {
  readonly detector: Detector;
}

/** A fit that collapsed or diverged. */
type FailedFit = FitRecord & Pick<CellFailure, 'error'>;

interface Fitting {
  readonly method: CheckedMethod;
  readonly train: Dataset;
  readonly checkpoint: CheckpointFile;
}

/**
 * Fits, or continues the fit that a stopped run left; one of another config, method or data is
 * removed, and so is one that the method no longer resumes.
 */
export async function fitCell(
  cell: Cell,
  fitting: Fitting,
  run: CellRun,
): Promise<FittedCell | FailedFit> {
  const { method, checkpoint } = fitting;
  if (run.force === true || !method.resumable) await checkpoint.remove();
  const left = await checkpoint.exists();
  if (left) run.say(`${cell.id}: a stopped run left its fit, continuing it`);
  try {
    return await attempt(cell, fitting, run);
  } catch (error) {
    const refused =
      left && isOneClassError(error) && (error as { argument?: unknown }).argument === 'checkpoint';
    if (!refused) throw error;
    run.say(
      `${cell.id}: it can't be continued, so it is removed and fitted anew. ` +
        `${(error as Error).message}`,
    );
    await checkpoint.remove();
    return await attempt(cell, fitting, run);
  }
}

async function attempt(
  { config }: Cell,
  { method, train, checkpoint }: Fitting,
  { signal, place, onProgress, alone }: CellRun,
): Promise<FittedCell | FailedFit> {
  const losses: EpochLosses[] = [];
  let inPhases = 0;
  const started = performance.now();
  // A phase that was continued counts the seconds of its earlier runs.
  const record = (): FitRecord => ({
    losses,
    seconds: Math.round(Math.max(performance.now() - started, 1000 * inPhases)) / 1000,
  });
  try {
    const detector = await method.fit(train, config, {
      signal,
      onProgress(event: ProgressEvent) {
        if (event.type === 'epoch-end')
          losses.push({ phase: event.phase, epoch: event.epoch, losses: event.losses });
        if (event.type === 'phase-end') inPhases += event.seconds;
        onProgress(event);
      },
      checkpoint: method.resumable ? checkpoint : undefined,
      shared: sharedIn(dirname(place.path)),
    });
    const ended = record();
    return { detector, ...ended, ...(alone === true && { peakBytes: await peakBytes() }) };
  } catch (error) {
    if (!isFitFailure(error)) throw error;
    return { error: { code: error.code, message: error.message }, ...record() };
  }
}

function isFitFailure(error: unknown): error is Error & { readonly code: FitFailure } {
  return isOneClassError(error) && (FIT_FAILURES as readonly string[]).includes(error.code);
}
