import { dirname } from 'node:path';
import { readMasks } from '@oneclass/core/datasets';
import type { CheckedCell } from '../table/checked-cell.ts';
import { checkedMethod } from '../table/checked-method.ts';
import { assess } from './assess.ts';
import type { CellRun } from './cell-run.ts';
import { fitCell } from './fit-cell.ts';
import { identity } from './identity.ts';
import { imageSeconds } from './image-seconds.ts';
import { configOf } from './key.ts';
import { checkpointOf, makeFolder } from './place.ts';
import { withLeak } from './leak.ts';
import type { CellFailure, CellResult } from './result.ts';
import { scoreCell } from './score-cell.ts';
import { takeFit } from './taken-fit.ts';
import { writeFailure, writeFinished } from './write-cell.ts';

/**
 * Loads, fits, scores, evaluates and writes one cell; a fit that collapsed or diverged is written
 * as that.
 */
export async function runCell(cell: CheckedCell, run: CellRun): Promise<CellResult | CellFailure> {
  const { folders, methods, place, signal, onProgress } = run;
  const loading = stopwatch();
  const loaded = await cell.data.load({ folders, signal });
  const data = await withLeak(loaded, (line) => {
    run.say(`${cell.id}: ${line}`);
  });
  const masks = await readMasks(data.test, signal);
  const load = loading();
  await makeFolder(dirname(place.path));

  const checkpoint = checkpointOf(place);
  const method = checkedMethod(await methods.of(cell), cell.id);
  const fitted =
    (await takeFit(cell, method, run)) ??
    (await fitCell(cell, { method, train: data.train, checkpoint }, run));
  const { losses, seconds: fit } = fitted;
  if ('error' in fitted) {
    const { error } = fitted;
    const failure: CellFailure = {
      ...identity(cell, run, data),
      config: configOf(cell),
      error,
      losses,
      seconds: { load, fit },
    };
    await writeFailure(failure, place);
    await checkpoint.remove();
    return failure;
  }
  const { detector } = fitted;
  try {
    const scoring = stopwatch();
    const scores = await scoreCell(detector, { data, masks, signal, onProgress });
    const score = scoring();
    const image = await imageSeconds(detector, data.test.samples, signal);
    const found = await assess(cell, {
      ...identity(cell, run, data),
      config: detector.config,
      ...(detector.features && { features: detector.features }),
      losses,
      seconds: { load, fit, score, image },
      ...scores,
    });
    const result = await writeFinished(cell, { found, fitted }, place);
    await checkpoint.remove();
    return result;
  } finally {
    detector.dispose();
  }
}

function stopwatch(): () => number {
  const started = performance.now();
  return () => Math.round(performance.now() - started) / 1000;
}
