import type { Cell } from './table.ts';

/** The name of the row that a cell belongs to. */
export const rowOf = (cell: Cell): string => cell.row ?? cell.method.name;

/** The row of a kind of anomaly that a table shows apart. */
export const rowOfKind = (row: string, kind: string): string => `${row}, ${kind}`;
