import { OneClassError } from '@oneclass/core';

export interface Column {
  readonly title: string;
  /** Numbers go right. */
  readonly align: 'left' | 'right';
}

/** Cells are text that is ready to print; the same table goes to a terminal and into a page. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * @throws OneClassError `invalid-argument` when a row has more or fewer cells than there are
 *   columns
 */
export function requireRectangular({ columns, rows }: Table): void {
  const position = rows.findIndex((row) => row.length !== columns.length);
  if (position < 0) return;
  const received = rows[position]?.length;
  throw new OneClassError(
    'invalid-argument',
    `Invalid table: expected ${columns.length} cells in every row, one a column. Row ` +
      `${position} has ${received}.`,
    { argument: 'rows', expected: `${columns.length} cells`, received },
  );
}
