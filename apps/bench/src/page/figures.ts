import { meanAndDeviation, type KeyFigure, type Table as TextTable } from '@oneclass/report';
import { COMMON_FIGURES, FIGURES, type FigureName } from '../figure.ts';
import type { FinishedCell } from '../run-table.ts';
import { rowOf } from '../table/check-table.ts';
import type { Reference, Table } from '../table/table.ts';

const OURS = 'ours';

/** One figure of one source, for every row of the table. */
interface FigureLine {
  readonly title: string;
  /** 'ours', 'published' or a reference's name. */
  readonly source: string;
  readonly values: readonly string[];
}

/** The finished cells of each row, rows in the order of their first cell. */
export function groupRows(finished: readonly FinishedCell[]): ReadonlyMap<string, readonly FinishedCell[]> {
  const rows = new Map<string, FinishedCell[]>();
  for (const one of finished) rows.set(rowOf(one.cell), [...(rows.get(rowOf(one.cell)) ?? []), one]);
  return rows;
}

/** What the table is compared with: the published numbers first. */
export function sourcesOf({ published, references = [] }: Table): readonly Reference[] {
  return [...(published ? [{ ...published, name: 'published' }] : []), ...references];
}

function figureLines(table: Table, finished: readonly FinishedCell[]): FigureLine[] {
  const rows = groupRows(finished);
  return (table.figures ?? COMMON_FIGURES).flatMap((figure) => {
    const { title, format } = FIGURES[figure];
    const theirs = sourcesOf(table).filter(({ figures }) => Object.values(figures).some((ofRow) => ofRow[figure] !== undefined));
    return [
      { title, source: OURS, values: [...rows.values()].map((cells) => ourValue(figure, cells)) },
      ...theirs.map(({ name, figures }) => ({ title, source: name, values: [...rows.keys()].map((row) => format(figures[row]?.[figure] ?? null)) })),
    ];
  });
}

/** Of one seed with its interval where there is one, of several the mean and deviation. */
function ourValue(figure: FigureName, cells: readonly FinishedCell[]): string {
  const { format, interval } = FIGURES[figure];
  const valuesOf = (name: FigureName): number[] => cells.map(({ result }) => result.figures[name] ?? null).filter((value) => value !== null);
  const values = valuesOf(figure);
  if (values.length > 1) return meanAndDeviation(values, format);
  const [low, high] = interval ? interval.flatMap(valuesOf) : [];
  const value = format(values[0] ?? null);
  return low === undefined || high === undefined ? value : `${value} (${format(low)} – ${format(high)})`;
}

/** For a table of one row: a figure a line, the numbers of others beside ours. */
export function keyFigures(table: Table, finished: readonly FinishedCell[]): KeyFigure[] {
  const lines = figureLines(table, finished);
  return lines.flatMap(({ title, source, values: [ours = ''] }): KeyFigure[] => {
    if (source !== OURS) return [];
    const others = lines.filter((line) => line.title === title && line.source !== OURS).map((line) => [line.source, line.values[0] ?? ''] as const);
    return [{ name: title, ours, ...(others.length > 0 && { others: Object.fromEntries(others) }) }];
  });
}

/** For a page: a row of the table a line, its figures in columns, the numbers of others to the right of ours. */
export function summaryTable(table: Table, finished: readonly FinishedCell[]): TextTable {
  const lines = figureLines(table, finished);
  const columns = lines.map(({ title, source }) => ({ title: source === OURS ? title : source, align: 'right' as const }));
  const rows = [...groupRows(finished).keys()].map((row, i) => [row, ...lines.map(({ values }) => values[i] ?? '')]);
  return { columns: [{ title: '', align: 'left' }, ...columns], rows };
}

/** For a terminal, which is narrower: a figure a line, the rows of the table in columns, the numbers of others below ours. */
export function terminalTable(table: Table, finished: readonly FinishedCell[]): TextTable {
  const rows = [...groupRows(finished).keys()];
  const columns = rows.map((title) => ({ title, align: 'right' as const }));
  const lines = figureLines(table, finished).map(({ title, source, values }) => [source === OURS ? title : `  ${source}`, ...values]);
  return { columns: [{ title: '', align: 'left' }, ...columns], rows: lines };
}
