import type { CellFindings } from './assess.ts';
import type { CheckedCell } from '../table/checked-cell.ts';
import type { CheckedData } from '../table/check-data.ts';
import type { CellRun } from './cell-run.ts';
import { describeMachine } from './machine.ts';
import { FORMAT, type CellResult, type ComparedFigures } from './result.ts';
import { rowOf } from '../table/row-of.ts';
import type { Cell, Published, Table } from '../table/table.ts';

type Identity = Omit<
  CellFindings,
  'config' | 'features' | 'losses' | 'seconds' | 'validation' | 'test' | 'pixels'
>;

/** Its place in the table, and the numbers of others for that. */
export function comparedWith(
  cell: Cell,
  { published, references = [] }: Table,
): Pick<CellResult, 'row' | 'axes' | 'published' | 'references'> {
  const row = rowOf(cell);
  const theirs = ({ source, figures, unchecked }: Published): ComparedFigures[] =>
    figures[row]
      ? [
          {
            source,
            figures: figures[row],
            ...(unchecked?.includes(row) === true && { unchecked: true }),
          },
        ]
      : [];
  return {
    row,
    ...(cell.axes && { axes: cell.axes }),
    published: (published && theirs(published)[0]) ?? null,
    references: references.flatMap((reference) =>
      theirs(reference).map((own) => ({ name: reference.name, ...own })),
    ),
  };
}

/** What a cell's result says besides what was found. */
export function identity(
  cell: CheckedCell,
  { table, backend, place }: CellRun,
  { files, remarks }: Pick<CheckedData, 'files' | 'remarks'>,
): Identity {
  return {
    format: FORMAT,
    key: place.keys.key,
    table: table.name,
    cell: cell.id,
    method: cell.method.name,
    ...cell.packages,
    data: cell.data.description,
    files: files.map((file) => ({ ...file, name: file.name.split(/[\\/]/).at(-1) ?? file.name })),
    ...(remarks && { remarks }),
    ...comparedWith(cell, table),
    backend: backend.name,
    versions: { node: process.versions.node, ...backend.versions },
    machine: { ...describeMachine(), device: backend.device, threads: backend.threads },
    finishedAt: new Date().toISOString(),
  };
}
