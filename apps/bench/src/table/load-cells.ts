import { cellsOf } from './check-cells.ts';
import { checkedCell, type CheckedCell } from './checked-cell.ts';
import { packagesIn } from './packages.ts';
import type { CellOptions, Table } from './table.ts';

/**
 * The table's cells in that size as they are run: checked, with the versions that are installed of
 * the packages they name.
 * @param options.from the folder of the table's module
 * @throws OneClassError `invalid-argument`; `not-found` for a package that is not installed there
 */
export async function loadCells(
  table: Table,
  { from, ...options }: CellOptions & { readonly from: string },
): Promise<readonly CheckedCell[]> {
  const cells = await cellsOf(table, options);
  const packagesOf = packagesIn(from, table);
  return Promise.all(cells.map(async (cell) => checkedCell(cell, await packagesOf(cell))));
}
