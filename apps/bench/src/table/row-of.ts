import type { Cell } from './table.ts';

/** The name of the row that a cell belongs to. */
export const rowOf = (cell: Cell): string => cell.row ?? cell.method.name;
