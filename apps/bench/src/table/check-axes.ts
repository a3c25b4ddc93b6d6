import { isDeepStrictEqual } from 'node:util';
import { rowOf } from './row-of.ts';
import type { Cell, Table } from './table.ts';
import { wrongTable } from './wrong-table.ts';

/**
 * @throws OneClassError `invalid-argument` for axes that differ where they must not, or that a
 *   grid can't be laid out by
 */
export function checkAxes({ name, grid }: Table, cells: readonly Cell[]): void {
  const refuse = (message: string): never => {
    throw wrongTable(`Invalid table "${name}": ${message}`, { argument: 'axes' });
  };
  const namesOf = ({ axes = {} }: Cell): string[] => Object.keys(axes).sort();
  const first = cells.find(({ axes }) => axes !== undefined);
  const ofRow = new Map<string, Cell>();
  const ofPlace = new Map<string, Cell>();
  for (const cell of cells) {
    if (first && cell.axes && namesOf(cell).join() !== namesOf(first).join()) {
      refuse(
        `cell "${cell.id}" has the axes ${listed(namesOf(cell))}, and cell "${first.id}" has ` +
          `${listed(namesOf(first))}. Give all that have any the same.`,
      );
    }
    const same = ofRow.get(rowOf(cell)) ?? cell;
    ofRow.set(rowOf(cell), same);
    if (!isDeepStrictEqual(same.axes, cell.axes)) {
      refuse(
        `cells "${same.id}" and "${cell.id}" are of one row, "${rowOf(cell)}", and their axes ` +
          'differ. Cells of a row differ in their seed only; give them a `row` each.',
      );
    }
    if (!grid) continue;
    const [row, column] = [grid.rows, grid.columns].map(
      (axis) =>
        cell.axes?.[axis] ??
        refuse(
          `its grid needs an axis "${axis}", and cell "${cell.id}" has the axes ` +
            `${listed(namesOf(cell))}.`,
        ),
    );
    const place = `${grid.rows}=${String(row)} ${grid.columns}=${String(column)}`;
    const there = ofPlace.get(place) ?? cell;
    ofPlace.set(place, there);
    if (rowOf(there) !== rowOf(cell))
      refuse(
        `two rows, "${rowOf(there)}" and "${rowOf(cell)}", have one place in its grid, ${place}.`,
      );
  }
  if (grid && grid.rows === grid.columns)
    refuse(`its grid has the axis "${grid.rows}" for rows and columns. Name two axes.`);
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.join(', ');
