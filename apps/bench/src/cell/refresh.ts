import { isDeepStrictEqual } from 'node:util';
import { assess } from './assess.ts';
import { comparedWith } from './identity.ts';
import type { InstalledCell } from '../table/packages.ts';
import { cellKey, isFailure, type CellFailure, type CellResult } from './result.ts';
import { FORMAT, writeResult } from './result-file.ts';
import type { Table } from '../table/table.ts';

/**
 * A reused cell as the table has it now: row, threshold, figures and the numbers of others may have
 * changed. If so its file is written anew, and so is one of an earlier format, whose code is taken
 * for that of the versions installed now.
 */
export async function refresh(
  cell: InstalledCell,
  known: CellResult | CellFailure,
  { table, path }: { table: Table; path: string },
): Promise<CellResult | CellFailure> {
  const record = keyed(cell, known);
  const { axes: _, ...withoutAxes } = record;
  const compared = { ...(cell.axes ? record : withoutAxes), ...comparedWith(cell, table) };
  const result = isFailure(compared) ? compared : await assess(cell, compared, compared.figures);
  if (!isDeepStrictEqual(asWritten(result), asWritten(known)))
    await writeResult(`${path}.json`, result);
  return result;
}

/** With the format, key and packages of today; those stand after the method, the rest as it was. */
function keyed<R extends CellResult | CellFailure>(
  cell: InstalledCell,
  { package: _, featuresPackage: __, ...known }: R,
): R {
  const entries = Object.entries({
    ...known,
    format: FORMAT,
    key: cellKey(cell, known.backend),
  }).flatMap(([name, value]) => [
    [name, value],
    ...(name === 'method' ? Object.entries(cell.packages) : []),
  ]);
  return Object.fromEntries(entries) as R;
}

/** What JSON keeps of it. */
const asWritten = (value: object): unknown => JSON.parse(JSON.stringify(value));
