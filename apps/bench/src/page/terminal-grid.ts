import type { Table as TextTable } from '@oneclass/report';
import type { GridLine, GridText } from './grid.ts';

const TERMINAL_WIDTH = 120;
/** Of a column; longer titles are broken. '98.03 ± 0.12' has 12. */
export const TITLE_WIDTH = 12;

/**
 * For a terminal of 120 columns: the numbers of others and counts below ours, columns that don't
 * fit in a table of their own.
 */
export function terminalGrids({ axis, columns, lines, mean, sources }: GridText): TextTable[] {
  const rows = [...lines, mean].flatMap((line) =>
    linesBeneath(line, { sources, unit: line === mean ? 'lines' : 'seeds' }),
  );
  const wordsOf = (title: string): string[] => title.split(/(?<=-)|\s/);
  const widths = columns.map(
    (title, i) =>
      Math.max(
        TITLE_WIDTH,
        ...[...wordsOf(title), ...rows.map(({ values }) => values[i] ?? '')].map(
          ({ length }) => length,
        ),
      ) + 2,
  );
  const first = Math.max(axis.length, ...rows.map(({ title }) => title.length));
  const groups: number[][] = [[]];
  for (const i of columns.keys()) {
    const last = groups.at(-1) as number[];
    const taken = first + [...last, i].reduce((sum, column) => sum + (widths[column] as number), 0);
    if (taken > TERMINAL_WIDTH && last.length > 0) groups.push([i]);
    else last.push(i);
  }
  return groups.map((group) => ({
    columns: [
      { title: axis, align: 'left' },
      ...group.map((i) => ({ title: columns[i] as string, align: 'right' as const })),
    ],
    rows: rows.map(({ title, values }) => [title, ...group.map((i) => values[i] ?? '')]),
  }));
}

interface TerminalLine {
  readonly title: string;
  readonly values: readonly string[];
}

function linesBeneath(
  { name, entries }: GridLine,
  { sources, unit }: { sources: readonly string[]; unit: string },
): TerminalLine[] {
  return [
    { title: name, values: entries.map(({ ours }) => ours) },
    ...sources.map((source, i) => ({
      title: `  ${source}`,
      values: entries.map(({ others }) => others[i] ?? ''),
    })),
    ...(entries.some(({ count }) => count !== null)
      ? [{ title: `  ${unit}`, values: entries.map(({ count }) => count ?? '') }]
      : []),
  ];
}
