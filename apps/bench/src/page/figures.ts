import { formatCount, formatPercent, formatScore, meanAndDeviation, type KeyFigure } from '@oneclass/report';
import type { CellResult } from '../result.ts';
import type { FigureSpec, Table } from '../table/table.ts';

const FORMATS: Readonly<Record<FigureSpec['unit'], (value: number | null) => string>> = {
  percent: formatPercent,
  score: formatScore,
  count: (value) => (value === null ? '–' : formatCount(value)),
};

/** Each of the table's figures, ours over all seeds beside the published one. */
export function keyFigures(table: Table, results: readonly CellResult[]): KeyFigure[] {
  return table.figures.map(({ key, title, unit }) => {
    const format = FORMATS[unit];
    const values = results.map((result) => result.figures[key] ?? null).filter((value) => value !== null);
    const published = table.published?.figures[key];
    const ours = values.length > 1 ? meanAndDeviation(values, format) : format(values[0] ?? null);
    return { name: title, ours, ...(published !== undefined && { published: format(published) }) };
  });
}
