import { readFile, writeFile } from 'node:fs/promises';
import type { CellFailure, CellResult } from '../src/cell/result.ts';
import { writeResult } from '../src/cell/write-result.ts';

/** Writes a result as formats 2 and 3 had it: scores are decimals, with ids beside them. */
export async function writeOldResult(
  path: string,
  result: CellResult | CellFailure,
): Promise<void> {
  await writeResult(path, result);
  const file = JSON.parse(await readFile(path, 'utf8')) as Partial<CellResult>;
  const inDecimals = ['test', 'validation'].flatMap((name) => {
    const { scores } = (result as CellResult)[name as 'test'] ?? {};
    const ids = scores?.map((_, i) => 7 * i);
    return scores ? [[name, { ...file[name as 'test'], scores, ids }]] : [];
  });
  await writeFile(path, JSON.stringify({ ...file, ...Object.fromEntries(inDecimals) }));
}
