import { rowOf, rowOfKind } from './row-of.ts';
import type { Cell, Table } from './table.ts';
import { wrongTable } from './wrong-table.ts';

/**
 * Numbers of others are for rows that there are, and unchecked ones are among them.
 * @throws OneClassError `invalid-argument`
 */
export function checkRows(
  { name, kinds = [], published, references = [] }: Table,
  cells: readonly Cell[],
): void {
  const rows = new Set(
    cells.map(rowOf).flatMap((row) => [row, ...kinds.map((kind) => rowOfKind(row, kind))]),
  );
  for (const { source, figures, unchecked = [] } of [
    ...(published ? [published] : []),
    ...references,
  ]) {
    const lost = Object.keys(figures).find((row) => !rows.has(row));
    if (lost !== undefined) {
      throw wrongTable(
        `Invalid table "${name}": figures of "${source}" are for a row "${lost}". Its cells' ` +
          `rows are: ${[...rows].join(', ')}.`,
        {
          argument: 'published.figures',
          received: lost,
        },
      );
    }
    const numberless = unchecked.find((row) => !Object.hasOwn(figures, row));
    if (numberless === undefined) continue;
    throw wrongTable(
      `Invalid table "${name}": \`unchecked\` of "${source}" names a row "${numberless}", for ` +
        `which it has no figures. Those it has are: ${Object.keys(figures).join(', ')}.`,
      {
        argument: 'published.unchecked',
        received: numberless,
      },
    );
  }
}
