/** @file A table of two axes: what stands at each place, and the mean of each column. */
import { meanAndDeviation } from '@oneclass/report';
import { FIGURES, type FigureName } from '../table/figure.ts';
import { figureOf } from '../cell/result.ts';
import { endingsOf, type Row } from './row.ts';
import { rowOf } from '../table/row-of.ts';
import type { Cell, Grid, Reference, Table } from '../table/table.ts';
import { explainMarks, remarksOf, sourcesOf, theirMean } from './figures.ts';

/** Formatted, ready to be shown. */
export interface GridEntry {
  /**
   * Mean and deviation over seeds, how the fit ended where there is none, a dash where nothing was
   * run.
   */
  readonly ours: string;
  /**
   * '3 of 5' seeds, or of the last line '9 of 10' lines; null where it is all, and the same for
   * every entry.
   */
  readonly count: string | null;
  /** As many as there are sources. */
  readonly others: readonly string[];
}

export interface GridLine {
  readonly name: string;
  readonly entries: readonly GridEntry[];
}

export interface GridText {
  readonly title: string;
  /** The axis of the lines. */
  readonly axis: string;
  readonly columns: readonly string[];
  readonly lines: readonly GridLine[];
  readonly mean: GridLine;
  /** 'published' and names of references that have numbers of the figure. */
  readonly sources: readonly string[];
  /** Sentences for below it. */
  readonly notes: readonly string[];
}

/** What a grid is made of. */
export interface GridSource {
  readonly table: Table & { readonly grid: Grid };
  readonly cells: readonly Cell[];
  readonly rows: readonly Row[];
}

export const isGridTable = (table: Table): table is GridSource['table'] => table.grid !== undefined;

/**
 * The values of the axis of lines, in the order of the cells, with the table's rows that stand in
 * each line.
 */
export function linesOf({
  table: { grid },
  cells,
}: GridSource): readonly { readonly name: string; readonly rows: ReadonlySet<string> }[] {
  return valuesOf(grid.rows, cells).map((name) => ({
    name,
    rows: new Set(cells.filter(({ axes }) => axes?.[grid.rows] === name).map(rowOf)),
  }));
}

const valuesOf = (axis: string, cells: readonly Cell[]): string[] => [
  ...new Set(cells.flatMap(({ axes }) => axes?.[axis] ?? [])),
];

/** One place of the grid, in numbers. */
interface Place {
  /** The table's row that belongs here; undefined where it has none. */
  readonly name: string | undefined;
  /** The row, where it has a result or a failure. */
  readonly row: Row | undefined;
  /** Of the figure, one a finished seed. */
  readonly values: readonly number[];
}

export function gridText(source: GridSource): GridText {
  const { table, cells, rows } = source;
  const { rows: axis, columns: across, figure = 'testAuroc' } = table.grid;
  const { title, format } = FIGURES[figure];
  const sources = sourcesOf(table).filter(({ figures }) =>
    Object.values(figures).some((ofRow) => ofRow[figure] !== undefined),
  );
  const columns = valuesOf(across, cells);
  const lines = valuesOf(axis, cells).map((name) => ({
    name,
    places: columns.map((column) =>
      placeAt({ cells, rows, figure }, { [axis]: name, [across]: column }),
    ),
  }));
  const places = lines.flatMap((line) => line.places).filter(({ row }) => row !== undefined);
  const counts = [...new Set(places.map(({ values }) => values.length))];
  const allAlike =
    counts.length <= 1 && places.every(({ row, values }) => row?.size === values.length);
  const entryOf = ({ name, row, values }: Place): GridEntry => ({
    ours: ourText(values, row, format),
    count:
      allAlike || !row
        ? null
        : values.length === row.size
          ? String(row.size)
          : `${String(values.length)} of ${String(row.size)}`,
    others: sources.map((reference) =>
      theirMean(reference, name === undefined ? [] : [name], figure),
    ),
  });
  const mean = columns.map((_, i) =>
    meanEntry(
      lines.map((line) => line.places[i] as Place),
      { figure, sources },
    ),
  );
  const partial = mean.some(({ count }) => count !== null);
  const ofPart =
    ', where it says so over those with a result only; the numbers of others are then over the ' +
    'same lines';
  return {
    ...{ title, axis, columns, sources: sources.map(({ name }) => name) },
    lines: lines.map(({ name, places: own }) => ({ name, entries: own.map(entryOf) })),
    mean: { name: 'mean', entries: mean },
    notes: [
      `${title.charAt(0).toUpperCase()}${title.slice(1)}: ${overSeeds(counts)}.`,
      `The last line is the mean over the lines of ${axis}${partial ? ofPart : ''}.`,
      ...explainFailures(rows),
      ...explainMarks(table),
      ...remarksOf(rows),
    ],
  };
}

function placeAt(
  { cells, rows, figure }: { cells: readonly Cell[]; rows: readonly Row[]; figure: FigureName },
  at: Readonly<Record<string, string>>,
): Place {
  const cell = cells.find(({ axes }) =>
    Object.entries(at).every(([axis, value]) => axes?.[axis] === value),
  );
  const name = cell && rowOf(cell);
  const row = rows.find((candidate) => candidate.name === name);
  return {
    name,
    row,
    values: (row?.finished ?? [])
      .map(({ result }) => figureOf(result, figure))
      .filter((value) => value !== null),
  };
}

function ourText(
  values: readonly number[],
  row: Row | undefined,
  format: (value: number | null) => string,
): string {
  if (values.length > 1) return meanAndDeviation(values, format);
  return values.length === 1
    ? format(values[0] as number)
    : (row?.failed[0]?.result.error.code ?? format(null));
}

/**
 * The mean of the lines' means; of others' numbers over the same lines, and only where they have
 * all of those.
 */
function meanEntry(
  places: readonly Place[],
  { figure, sources }: { figure: FigureName; sources: readonly Reference[] },
): GridEntry {
  const { format } = FIGURES[figure];
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const placed = places.filter(({ name }) => name !== undefined);
  const withResult = placed.filter(({ values }) => values.length > 0);
  const compared = (withResult.length > 0 ? withResult : placed).map(({ name }) => name as string);
  return {
    ours: format(
      withResult.length === 0 ? null : mean(withResult.map(({ values }) => mean(values))),
    ),
    count:
      withResult.length === places.length || withResult.length === 0
        ? null
        : `${String(withResult.length)} of ${String(places.length)}`,
    others: sources.map((reference) => theirMean(reference, compared, figure)),
  };
}

function overSeeds(counts: readonly number[]): string {
  if (counts.every((count) => count <= 1)) return 'one seed';
  return (
    'mean ± standard deviation (n − 1) over ' +
    `${counts.length === 1 ? `${String(counts[0])} seeds` : 'seeds, their number beneath'}`
  );
}

function explainFailures(rows: readonly Row[]): readonly string[] {
  const failed = rows.flatMap((row) => row.failed);
  return failed.length === 0 ? [] : [`${endingsOf(failed)}: no result, and in no mean.`];
}
