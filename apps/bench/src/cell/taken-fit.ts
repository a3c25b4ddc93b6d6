import { readFile } from 'node:fs/promises';
import { readArtifact, type Method } from '@oneclass/core';
import { checkpointOf, type FittedCell } from './fit-cell.ts';
import { isOnSameFeatures } from './methods.ts';
import { isFailure, type CellKeys } from './result.ts';
import { readResult } from './result-file.ts';
import type { CellRun } from './run-cell.ts';
import type { Cell } from '../table/table.ts';

/** A result that may be there, of a cell with the same fit. */
export interface FitPlace {
  /** Without ending. */
  readonly path: string;
  readonly keys: CellKeys;
}

/**
 * The detector of another cell, whose config differs from this one's under `score` alone, with the
 * score config of this one.
 * @returns undefined when none of them is there
 */
export async function takeFit(
  cell: Cell,
  method: Method,
  { fitted = [], methods, path, say }: CellRun,
): Promise<FittedCell | undefined> {
  for (const place of fitted) {
    const result = await readResult(`${place.path}.json`, place.keys);
    if (!result || isFailure(result) || !(await isOnSameFeatures(result, cell, methods))) continue;
    const bytes = await readFile(`${place.path}.oneclass`).catch(() => undefined);
    if (!bytes) continue;
    say(`${cell.id}: fitted as ${result.cell}, whose detector it takes; only the score differs`);
    const { state } = readArtifact(bytes);
    const { score } = { ...method.defaults, ...cell.config };
    const detector = method.restore({
      ...state,
      config: { ...state.config, ...(score && { score }) },
    });
    return {
      detector,
      losses: result.losses,
      seconds: result.seconds.fit,
      checkpoint: checkpointOf(path),
    };
  }
  return undefined;
}
