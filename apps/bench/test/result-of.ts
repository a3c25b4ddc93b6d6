import { readFile } from 'node:fs/promises';
import { parseResult } from '../src/result-file.ts';
import type { CellFailure, CellResult } from '../src/result.ts';

/** What a cell's file says, whichever way it ended. */
export const resultOf = async (path: string): Promise<CellResult & CellFailure> =>
  parseResult(await readFile(path, 'utf8'), path) as CellResult & CellFailure;
