import { isDeepStrictEqual } from 'node:util';
import { assess } from './assess.ts';
import type { CheckedCell } from '../table/checked-cell.ts';
import type { CellRun } from './cell-run.ts';
import { comparedWith } from './identity.ts';
import { FORMAT, isFailure, type CellFailure, type CellResult } from './result.ts';
import { writeResult } from './write-result.ts';

/**
 * A reused cell as the table has it now: row, threshold, figures and the numbers of others may have
 * changed. If so its file is written anew, and so is one of an earlier format, whose code is taken
 * for that of the versions installed now.
 */
export async function refresh(
  cell: CheckedCell,
  known: CellResult | CellFailure,
  { table, place }: Pick<CellRun, 'table' | 'place'>,
): Promise<CellResult | CellFailure> {
  const record = keyed(cell, known, place.keys.key);
  const { axes: _, ...withoutAxes } = record;
  const compared = { ...(cell.axes ? record : withoutAxes), ...comparedWith(cell, table) };
  const result = isFailure(compared) ? compared : await assess(cell, compared, compared.figures);
  if (!isDeepStrictEqual(asWritten(result), asWritten(known)))
    await writeResult(`${place.path}.json`, result);
  return result;
}

/** With the format, key and packages of today; those stand after the method, the rest as it was. */
function keyed<R extends CellResult | CellFailure>(
  { packages }: CheckedCell,
  { package: _, featuresPackage: __, ...known }: R,
  key: string,
): R {
  const entries = Object.entries({
    ...known,
    format: FORMAT,
    key,
  }).flatMap(([name, value]) => [
    [name, value],
    ...(name === 'method' ? Object.entries(packages) : []),
  ]);
  return Object.fromEntries(entries) as R;
}

/** What JSON keeps of it. */
const asWritten = (value: object): unknown => JSON.parse(JSON.stringify(value));
