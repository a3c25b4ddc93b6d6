import { readFile } from 'node:fs/promises';
import { readArtifact } from '@oneclass/core';
import type { CheckedMethod } from '../table/checked-method.ts';
import type { Cell } from '../table/table.ts';
import type { CellRun } from './cell-run.ts';
import type { FittedCell } from './fit-cell.ts';
import { isOnSameFeatures } from './methods.ts';
import { readResult } from './read-result.ts';
import { isFailure } from './result.ts';

/**
 * The detector of another cell, whose config differs from this one's under `score` alone, with the
 * score config of this one.
 * @returns undefined when none of them is there
 */
export async function takeFit(
  cell: Cell,
  method: CheckedMethod,
  { fitted = [], methods, say }: CellRun,
): Promise<FittedCell | undefined> {
  for (const place of fitted) {
    const result = await readResult(`${place.path}.json`, place.keys);
    if (!result || isFailure(result) || !(await isOnSameFeatures(result, cell, methods))) continue;
    const bytes = await readFile(`${place.path}.oneclass`).catch(() => undefined);
    if (!bytes) continue;
    say(`${cell.id}: fitted as ${result.cell}, whose detector it takes; only the score differs`);
    const { state } = readArtifact(bytes);
    const { score } = { ...method.defaults, ...cell.config };
    const detector = await method.restore({
      ...state,
      config: { ...state.config, ...(score && { score }) },
    });
    return {
      detector,
      losses: result.losses,
      seconds: result.seconds.fit,
      peakBytes: result.bytes?.fitPeak,
    };
  }
  return undefined;
}
