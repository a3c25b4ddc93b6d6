import { formatDuration, htmlPage, type Section } from '@oneclass/report';
import type { FinishedCell } from '../run-table.ts';
import type { Cell, Size, Table } from '../table/table.ts';
import { cellCharts } from './charts.ts';
import { groupRows, keyFigures, sourcesOf, summaryTable } from './figures.ts';
import { gallery } from './gallery.ts';

export interface PageSource {
  readonly table: Table;
  readonly protocol: readonly string[];
  readonly finished: readonly FinishedCell[];
  readonly size: Size;
  /** The cell's saved detector; undefined when only its result is there. */
  readonly artifactOf: (cell: Cell) => Promise<Uint8Array | undefined>;
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

/** The finished cells of a table as one self-contained HTML page: the figures first, then a section a row, of its first seed. */
export async function resultPage({ table, protocol, finished, size, artifactOf, folders, signal }: PageSource): Promise<string> {
  const rows = groupRows(finished);
  const caption = figuresCaption(table, finished);
  const sections: Section[] = protocol.map((text) => ({ type: 'paragraph', text }));
  sections.push(rows.size === 1 ? { type: 'key-figures', figures: keyFigures(table, finished), caption } : { type: 'table', table: summaryTable(table, finished), caption });
  for (const [row, [first]] of rows) {
    if (!first) continue;
    const { cell, result } = first;
    const seeds = rows.get(row)?.length ?? 1;
    sections.push({ type: 'heading', text: seeds > 1 ? `${row}, seed ${String(result.config.seed)}` : row });
    sections.push({ type: 'charts', charts: await cellCharts(result) });
    const artifact = await artifactOf(cell);
    if (artifact) sections.push(...(await gallery({ cell, artifact, result, folders, signal })));
  }
  sections.push({ type: 'heading', text: 'How it was made' });
  for (const { result } of finished) {
    const { cell, key, config, data, files, threshold, seconds, backend, versions, machine, finishedAt } = result;
    sections.push({ type: 'details', summary: cell, values: { key, config, data, files, threshold, seconds, backend, versions, machine, finishedAt } });
  }
  return htmlPage({ title: table.title, subtitle: subtitle(finished, size), sections });
}

function figuresCaption(table: Table, finished: readonly FinishedCell[]): string {
  const counts = [...new Set([...groupRows(finished).values()].map(({ length }) => length))];
  const single = counts.includes(1) ? ['One seed; in parentheses what 95 % of resampled test sets give.'] : [];
  const several = counts.filter((count) => count > 1).map((count) => `Mean ± standard deviation over ${String(count)} seeds.`);
  const sources = sourcesOf(table).map(({ name, source }) => `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${source}.`);
  return [...single, ...several, ...sources].join(' ');
}

function subtitle(finished: readonly FinishedCell[], size: Size): string {
  const scale = size === 'quick' ? 'Quick run: fewer images and epochs than the table asks for; its figures are not comparable. ' : '';
  const fitting = finished.reduce((sum, { result }) => sum + result.seconds.fit, 0);
  const backend = finished[0]?.result.backend ?? '';
  const cells = finished.length === 1 ? 'One cell' : `${String(finished.length)} cells`;
  return `${scale}${cells} on the ${backend} backend, fitted in ${formatDuration(fitting)}.`;
}
