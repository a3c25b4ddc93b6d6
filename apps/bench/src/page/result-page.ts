import { formatDuration, htmlPage, type Section } from '@oneclass/report';
import { isFailure } from '../result.ts';
import { endingsOf, type FailedCell, type Row } from '../row.ts';
import type { Cell, Size, Table } from '../table/table.ts';
import { cellCharts } from './charts.ts';
import { explainFigures, keyFigures, sourcesOf, summaryTable } from './figures.ts';
import { gallery } from './gallery.ts';

export interface PageSource {
  readonly table: Table;
  readonly protocol: readonly string[];
  readonly rows: readonly Row[];
  readonly size: Size;
  /** The cell's saved detector; undefined when only its result is there. */
  readonly artifactOf: (cell: Cell) => Promise<Uint8Array | undefined>;
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

/** A table's results as one self-contained HTML page: the figures first, then a section a row, of its first finished seed. */
export async function resultPage({ table, protocol, rows, size, artifactOf, folders, signal }: PageSource): Promise<string> {
  const sources = sourcesOf(table).map(({ name, source }) => `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${source}.`);
  const caption = [...explainFigures(rows), ...sources].join(' ');
  const sections: Section[] = protocol.map((text) => ({ type: 'paragraph', text }));
  sections.push(rows.length === 1 ? { type: 'key-figures', figures: keyFigures(table, rows), caption } : { type: 'table', table: summaryTable(table, rows), caption });
  for (const { name, finished, failed } of rows) {
    const [first] = finished;
    const several = finished.length + failed.length > 1;
    sections.push({ type: 'heading', text: first && several ? `${name}, seed ${String(first.result.config.seed)}` : name });
    sections.push(...failed.map(failureParagraph));
    if (!first) continue;
    const { cell, result } = first;
    sections.push({ type: 'charts', charts: await cellCharts(result) });
    const artifact = await artifactOf(cell);
    if (artifact) sections.push(...(await gallery({ cell, artifact, result, folders, signal })));
  }
  sections.push({ type: 'heading', text: 'How it was made' });
  for (const { result } of rows.flatMap(({ finished, failed }) => [...finished, ...failed])) {
    const { cell, key, config, data, files, seconds, backend, versions, machine, finishedAt } = result;
    const end = isFailure(result) ? { error: result.error } : { threshold: result.threshold };
    sections.push({ type: 'details', summary: cell, values: { key, config, data, files, ...end, seconds, backend, versions, machine, finishedAt } });
  }
  return htmlPage({ title: table.title, subtitle: subtitle(rows, size), sections });
}

const failureParagraph = ({ result: { config, error } }: FailedCell): Section => ({
  type: 'paragraph',
  text: `Seed ${String(config.seed)} has no result: ${error.code}. ${error.message}`,
});

function subtitle(rows: readonly Row[], size: Size): string {
  const scale = size === 'quick' ? 'Quick run: fewer images and epochs than the table asks for; its figures are not comparable. ' : '';
  const failed = rows.flatMap((row) => row.failed);
  const results = [...rows.flatMap(({ finished }) => finished), ...failed].map(({ result }) => result);
  const fitting = results.reduce((sum, { seconds }) => sum + seconds.fit, 0);
  const backend = results[0]?.backend ?? '';
  const cells = results.length === 1 ? 'One cell' : `${String(results.length)} cells`;
  return `${scale}${cells} on the ${backend} backend, fitted in ${formatDuration(fitting)}${failed.length > 0 ? `; ${endingsOf(failed)}` : ''}.`;
}
