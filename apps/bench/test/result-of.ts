import { readFile } from 'node:fs/promises';
import { parseResult } from '../src/cell/read-result.ts';
import type { CellFailure, CellResult } from '../src/cell/result.ts';

/** What a cell's file says, whichever way it ended. */
export const resultOf = async (path: string): Promise<CellResult & CellFailure> =>
  parseResult(await readFile(path, 'utf8'), path) as CellResult & CellFailure;
