import { meanAndDeviation, type KeyFigure, type Table as TextTable } from '@oneclass/report';
import { COMMON_FIGURES, FIGURES, type FigureName } from '../figure.ts';
import { endingsOf, type Row } from '../row.ts';
import type { Reference, Table } from '../table/table.ts';

const OURS = 'ours';

/** One figure of one source, for every row of the table. */
interface FigureLine {
  readonly title: string;
  /** 'ours', 'published' or a reference's name. */
  readonly source: string;
  readonly values: readonly string[];
}

/** What the table is compared with: the published numbers first. */
export function sourcesOf({ published, references = [] }: Table): readonly Reference[] {
  return [...(published ? [{ ...published, name: 'published' }] : []), ...references];
}

function figureLines(table: Table, rows: readonly Row[]): FigureLine[] {
  const lines = (table.figures ?? COMMON_FIGURES).flatMap((figure): FigureLine[] => {
    const { title, format } = FIGURES[figure];
    const theirs = sourcesOf(table).filter(({ figures }) => Object.values(figures).some((ofRow) => ofRow[figure] !== undefined));
    return [
      { title, source: OURS, values: rows.map((row) => ourValue(figure, row)) },
      ...theirs.map(({ name, figures }) => ({ title, source: name, values: rows.map((row) => format(figures[row.name]?.[figure] ?? null)) })),
    ];
  });
  const seeds = rows.map(seedsOf);
  return new Set(seeds).size > 1 || rows.some(({ failed }) => failed.length > 0) ? [{ title: 'seeds', source: OURS, values: seeds }, ...lines] : lines;
}

const seedsOf = ({ finished, failed }: Row): string =>
  failed.length === 0 ? String(finished.length) : `${String(finished.length)} of ${String(finished.length + failed.length)}, ${endingsOf(failed)}`;

/** Of one seed with its interval where there is one, of several the mean and deviation; how the fit ended where there is none. */
function ourValue(figure: FigureName, { finished, failed }: Row): string {
  if (finished.length === 0) return failed[0]?.result.error.code ?? '';
  const { format, interval } = FIGURES[figure];
  const valuesOf = (name: FigureName): number[] => finished.map(({ result }) => result.figures[name] ?? null).filter((value) => value !== null);
  const values = valuesOf(figure);
  if (values.length > 1) return meanAndDeviation(values, format);
  const [low, high] = interval ? interval.flatMap(valuesOf) : [];
  const value = format(values[0] ?? null);
  return low === undefined || high === undefined ? value : `${value} (${format(low)} – ${format(high)})`;
}

/** For a table of one row: a figure a line, the numbers of others beside ours. */
export function keyFigures(table: Table, rows: readonly Row[]): KeyFigure[] {
  const lines = figureLines(table, rows);
  return lines.flatMap(({ title, source, values: [ours = ''] }): KeyFigure[] => {
    if (source !== OURS) return [];
    const others = lines.filter((line) => line.title === title && line.source !== OURS).map((line) => [line.source, line.values[0] ?? ''] as const);
    return [{ name: title, ours, ...(others.length > 0 && { others: Object.fromEntries(others) }) }];
  });
}

/** For a page: a row of the table a line, its figures in columns, the numbers of others to the right of ours. */
export function summaryTable(table: Table, rows: readonly Row[]): TextTable {
  const lines = figureLines(table, rows);
  const columns = lines.map(({ title, source }) => ({ title: source === OURS ? title : source, align: 'right' as const }));
  return { columns: [{ title: '', align: 'left' }, ...columns], rows: rows.map(({ name }, i) => [name, ...lines.map(({ values }) => values[i] ?? '')]) };
}

/** For a terminal, which is narrower: a figure a line, the rows of the table in columns, the numbers of others below ours. */
export function terminalTable(table: Table, rows: readonly Row[]): TextTable {
  const columns = rows.map(({ name: title }) => ({ title, align: 'right' as const }));
  const lines = figureLines(table, rows).map(({ title, source, values }) => [source === OURS ? title : `  ${source}`, ...values]);
  return { columns: [{ title: '', align: 'left' }, ...columns], rows: lines };
}

/** What the figures of these rows are: sentences for below the table. */
export function explainFigures(rows: readonly Row[]): readonly string[] {
  const counts = [...new Set(rows.map(({ finished }) => finished.length))];
  const several = counts.filter((count) => count > 1);
  const failed = rows.flatMap((row) => row.failed);
  const over = counts.length === 1 ? `${String(several[0])} seeds` : 'the finished seeds of a row';
  return [
    ...(counts.includes(1) ? ['One seed; in parentheses what 95 % of resampled test sets give.'] : []),
    ...(several.length > 0 ? [`Mean ± standard deviation (n − 1) over ${over}.`] : []),
    ...(failed.length > 0 ? [`${endingsOf(failed)}: no result, and in no mean.`] : []),
  ];
}
