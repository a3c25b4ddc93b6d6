import { isDeepStrictEqual } from 'node:util';
import { assess } from './assess.ts';
import { comparedWith } from './cell-identity.ts';
import { isFailure, type CellFailure, type CellResult } from './result.ts';
import { FORMAT, writeResult } from './result-file.ts';
import type { Cell, Table } from './table/table.ts';

/**
 * A reused cell as the table has it now: row, threshold, figures and the numbers of others may have
 * changed. If so its file is written anew.
 */
export async function refresh(
  cell: Cell,
  known: CellResult | CellFailure,
  { table, path }: { table: Table; path: string },
): Promise<CellResult | CellFailure> {
  const { axes: _, ...record } = known;
  const compared = { ...record, format: FORMAT, ...comparedWith(cell, table) };
  const result = isFailure(compared) ? compared : await assess(cell, compared, compared.figures);
  if (!isDeepStrictEqual(asWritten(result), asWritten(known)))
    await writeResult(`${path}.json`, result);
  return result;
}

/** What JSON keeps of it. */
const asWritten = (value: object): unknown => JSON.parse(JSON.stringify(value));
