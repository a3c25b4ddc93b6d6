import { printable } from '@oneclass/core';
import { textTable } from '@oneclass/report';
import { print } from '@oneclass/terminal';

/** Characters of a cell, a path's too. */
const LONGEST = 5000;

export function printTable(titles: readonly string[], rows: readonly (readonly string[])[]): void {
  const columns = titles.map((title) => ({ title, align: 'left' as const }));
  print(
    textTable({ columns, rows: rows.map((row) => row.map((text) => printable(text, LONGEST))) }),
  );
}
