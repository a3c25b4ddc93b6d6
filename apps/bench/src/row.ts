import { isFailure, type CellFailure, type CellResult } from './result.ts';
import { rowOf } from './table/check-table.ts';
import type { Cell } from './table/table.ts';

/** A cell with its result. */
export interface FinishedCell {
  readonly cell: Cell;
  readonly result: CellResult;
}

/** A cell whose fit collapsed or diverged, or whose workers died. */
export interface FailedCell {
  readonly cell: Cell;
  readonly result: CellFailure;
}

export type EndedCell = FinishedCell | FailedCell;

/** Cells that differ in their seed only. */
export interface Row {
  readonly name: string;
  readonly finished: readonly FinishedCell[];
  readonly failed: readonly FailedCell[];
}

const hasFailed = (one: EndedCell): one is FailedCell => isFailure(one.result);

/** The rows of a table, in the order of their first cell. */
export function groupRows(ended: readonly EndedCell[]): readonly Row[] {
  const names = [...new Set(ended.map(({ cell }) => rowOf(cell)))];
  return names.map((name) => {
    const cells = ended.filter(({ cell }) => rowOf(cell) === name);
    return { name, finished: cells.filter((one): one is FinishedCell => !hasFailed(one)), failed: cells.filter(hasFailed) };
  });
}

/** How many collapsed, diverged and died: '2 collapsed, 1 diverged'. */
export function endingsOf(failed: readonly FailedCell[]): string {
  const codes = failed.map(({ result }) => result.error.code);
  return [...new Set(codes)].map((code) => `${String(codes.filter((one) => one === code).length)} ${code}`).join(', ');
}
