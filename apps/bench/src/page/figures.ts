import { meanAndDeviation, type KeyFigure, type Table as TextTable } from '@oneclass/report';
import { COMMON_FIGURES, FIGURES, type FigureName } from '../table/figure.ts';
import { figureOf } from '../cell/result.ts';
import { endingsOf, type Row } from './row.ts';
import type { Cell, Published, Reference, Table } from '../table/table.ts';
import { withKinds } from './kind-rows.ts';

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
    const { title } = FIGURES[figure];
    const theirs = sourcesOf(table).filter(({ figures }) =>
      Object.values(figures).some((ofRow) => ofRow[figure] !== undefined),
    );
    return [
      { title, source: OURS, values: rows.map((row) => ourValue(figure, row)) },
      ...theirs.map((reference) => ({
        title,
        source: reference.name,
        values: rows.map((row) => theirMean(reference, [row.name], figure)),
      })),
    ];
  });
  const seeds = rows.map(seedsOf);
  return new Set(seeds).size > 1 || rows.some(({ size, finished }) => finished.length < size)
    ? [{ title: 'seeds', source: OURS, values: seeds }, ...lines]
    : lines;
}

function seedsOf({ size, finished, failed }: Row): string {
  const of = finished.length === size ? '' : ` of ${String(size)}`;
  return `${String(finished.length)}${of}${failed.length > 0 ? `, ${endingsOf(failed)}` : ''}`;
}

/** On numbers that nobody has compared with their source. */
const MARK = '†';

/**
 * The mean of a figure of others over some rows, marked if one of them is unchecked; a dash where
 * one is missing.
 */
export function theirMean(
  { figures, unchecked }: Published,
  rowNames: readonly string[],
  figure: FigureName,
): string {
  const { format } = FIGURES[figure];
  const values = rowNames.map((row) => figures[row]?.[figure] ?? null);
  if (!values.every((value) => value !== null) || values.length === 0) return format(null);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${format(mean)}${rowNames.some((row) => unchecked?.includes(row)) ? MARK : ''}`;
}

/**
 * Of one seed with its interval where there is one, of several the mean and deviation; how the fit
 * ended where there is none.
 */
function ourValue(figure: FigureName, { finished, failed }: Row): string {
  if (finished.length === 0) return failed[0]?.result.error.code ?? '';
  const { format, interval } = FIGURES[figure];
  const valuesOf = (name: FigureName): number[] =>
    finished.map(({ result }) => figureOf(result, name)).filter((value) => value !== null);
  const values = valuesOf(figure);
  if (values.length > 1) return meanAndDeviation(values, format);
  const [low, high] = interval ? interval.flatMap(valuesOf) : [];
  const value = format(values[0] ?? null);
  return low === undefined || high === undefined
    ? value
    : `${value} (${format(low)} – ${format(high)})`;
}

/** For a table of one row: a figure a line, the numbers of others beside ours. */
export function keyFigures(table: Table, rows: readonly Row[]): KeyFigure[] {
  const lines = figureLines(table, rows);
  return lines.flatMap(({ title, source, values: [ours = ''] }): KeyFigure[] => {
    if (source !== OURS) return [];
    const others = lines
      .filter((line) => line.title === title && line.source !== OURS)
      .map((line) => [line.source, line.values[0] ?? ''] as const);
    return [
      { name: title, ours, ...(others.length > 0 && { others: Object.fromEntries(others) }) },
    ];
  });
}

/**
 * For a page: a row of the table a line, its figures in columns, the numbers of others to the right
 * of ours.
 */
export function summaryTable(table: Table, ofTable: readonly Row[]): TextTable {
  const rows = withKinds(table, ofTable);
  const lines = figureLines(table, rows);
  const columns = lines.map(({ title, source }) => ({
    title: source === OURS ? title : source,
    align: 'right' as const,
  }));
  return {
    columns: [{ title: '', align: 'left' }, ...columns],
    rows: rows.map(({ name }, i) => [name, ...lines.map(({ values }) => values[i] ?? '')]),
  };
}

/** Rows of a table that a terminal has the width for, side by side. */
const SIDE_BY_SIDE = 6;

/**
 * For a terminal, which is narrower: a figure a line, the rows of the table in columns, the numbers
 * of others below ours; of many rows as on a page.
 */
export function terminalTable(table: Table, ofTable: readonly Row[]): TextTable {
  const rows = withKinds(table, ofTable);
  if (rows.length > SIDE_BY_SIDE) return summaryTable(table, ofTable);
  const columns = rows.map(({ name: title }) => ({ title, align: 'right' as const }));
  const lines = figureLines(table, rows).map(({ title, source, values }) => [
    source === OURS ? title : `  ${source}`,
    ...values,
  ]);
  return { columns: [{ title: '', align: 'left' }, ...columns], rows: lines };
}

/** What the figures of these rows are: sentences for below the table. */
export function explainFigures(table: Table, rows: readonly Row[]): readonly string[] {
  const counts = [...new Set(rows.map(({ finished }) => finished.length))];
  const several = counts.filter((count) => count > 1);
  const failed = rows.flatMap((row) => row.failed);
  const over = counts.length === 1 ? `${String(several[0])} seeds` : 'the finished seeds of a row';
  return [
    ...(counts.includes(1)
      ? ['One seed; in parentheses what 95 % of resampled test sets give.']
      : []),
    ...(several.length > 0 ? [`Mean ± standard deviation (n − 1) over ${over}.`] : []),
    ...(failed.length > 0 ? [`${endingsOf(failed)}: no result, and in no mean.`] : []),
    ...explainMarks(table),
    ...remarksOf(rows),
  ];
}

/** What data have to have said of them, once each; and random features. */
export function remarksOf(rows: readonly Row[]): readonly string[] {
  const results = rows
    .flatMap(({ finished, failed }) => [...finished, ...failed])
    .map(({ result }) => result);
  const random = results.some(({ features }) => features?.id.startsWith('random-') === true)
    ? ['On features with random weights, which know nothing of images: for trying out alone.']
    : [];
  return [...random, ...new Set(results.flatMap(({ remarks = [] }) => remarks))];
}

/** The footnote of unchecked numbers, where there are any. */
export function explainMarks(table: Table): readonly string[] {
  return sourcesOf(table).some(({ unchecked = [] }) => unchecked.length > 0)
    ? [`${MARK} quoted from memory or second hand: not checked against its source.`]
    : [];
}

/** What the results of a quick run are worth. */
export function explainQuick(rows: readonly Row[]): string {
  const seeds = Math.max(...rows.map(({ size }) => size));
  return (
    `Quick run: ${seeds === 1 ? 'one seed' : `${String(seeds)} seeds`}, and fewer images or ` +
    'epochs than the table asks for; its figures are not comparable.'
  );
}

const NAMED = 12;

/** The cells without a result. */
export function explainLeftOut(leftOut: readonly Cell[]): string {
  const ids = leftOut.slice(0, NAMED).map(({ id }) => id);
  const more = leftOut.length > NAMED ? ` and ${String(leftOut.length - NAMED)} more` : '';
  return (
    `${leftOut.length === 1 ? 'One cell' : `${String(leftOut.length)} cells`} left out (by ` +
    '--only, or for want of their data), and without a result from before: ' +
    `${ids.join(', ')}${more}.`
  );
}
