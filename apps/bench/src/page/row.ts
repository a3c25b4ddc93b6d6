import type { CheckedCell } from '../table/checked-cell.ts';
import { isFailure, type CellFailure, type CellResult } from '../cell/result.ts';
import { rowOf } from '../table/row-of.ts';
import type { Cell } from '../table/table.ts';

/** A cell with its result. */
export interface FinishedCell {
  readonly cell: CheckedCell;
  readonly result: CellResult;
}

/** A cell whose fit collapsed or diverged, or whose workers died. */
export interface FailedCell {
  readonly cell: CheckedCell;
  readonly result: CellFailure;
}

export type EndedCell = FinishedCell | FailedCell;

/** Cells that differ in their seed only. */
export interface Row {
  readonly name: string;
  /** Its cells in the table, those without a result too. */
  readonly size: number;
  readonly finished: readonly FinishedCell[];
  readonly failed: readonly FailedCell[];
}

export const hasFailed = (one: EndedCell): one is FailedCell => isFailure(one.result);
export const hasFinished = (one: EndedCell): one is FinishedCell => !hasFailed(one);
export const endedCell = (cell: CheckedCell, result: CellResult | CellFailure): EndedCell =>
  isFailure(result) ? { cell, result } : { cell, result };

/** The rows of a table that have a result, in the order of its cells. */
export function groupRows(cells: readonly Cell[], ended: readonly EndedCell[]): readonly Row[] {
  const order = new Map(cells.map((cell, i) => [cell, i]));
  const sorted = ended.toSorted(
    (a, b) => (order.get(a.cell) as number) - (order.get(b.cell) as number),
  );
  const names = [...new Set(cells.map(rowOf))];
  return names.flatMap((name) => {
    const own = sorted.filter(({ cell }) => rowOf(cell) === name);
    const size = cells.filter((cell) => rowOf(cell) === name).length;
    return own.length === 0
      ? []
      : [{ name, size, finished: own.filter(hasFinished), failed: own.filter(hasFailed) }];
  });
}

/** How many collapsed, diverged and died: '2 collapsed, 1 diverged'. */
export function endingsOf(failed: readonly FailedCell[]): string {
  const codes = failed.map(({ result }) => result.error.code);
  return [...new Set(codes)]
    .map((code) => `${String(codes.filter((one) => one === code).length)} ${code}`)
    .join(', ');
}
