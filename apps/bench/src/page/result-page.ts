import { formatDuration, htmlPage, type Section } from '@oneclass/report';
import { fitKey } from '../cell/key.ts';
import { endingsOf } from './row.ts';
import {
  explainFigures,
  explainLeftOut,
  explainQuick,
  keyFigures,
  sourcesOf,
  summaryTable,
} from './figures.ts';
import { isGridTable } from './grid.ts';
import { gridSections } from './grid-sections.ts';
import type { PageSource } from './page-source.ts';
import { howMade, rowSections } from './row-sections.ts';
import { createTestLoader } from './saved-cell.ts';

/**
 * A table's results as one self-contained HTML page: the figures first, then a section a row, or
 * for a grid one a line.
 */
export async function resultPage(source: PageSource): Promise<string> {
  const { table, protocol, rows, leftOut } = source;
  const pictures = { ...source, loadTest: createTestLoader(source) };
  const sources = sourcesOf(table).map(
    ({ name, source: from }) => `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${from}.`,
  );
  const sections: Section[] = protocol.map((text) => ({ type: 'paragraph', text }));
  if (isGridTable(table)) {
    sections.push(...(await gridSections({ ...pictures, table }, sources)));
  } else {
    const caption = [
      ...explainFigures(table, rows),
      ...(leftOut.length > 0 ? [explainLeftOut(leftOut)] : []),
      ...sources,
    ].join(' ');
    sections.push(
      rows.length === 1 && table.kinds === undefined
        ? { type: 'key-figures', figures: keyFigures(table, rows), caption }
        : { type: 'table', table: summaryTable(table, rows), caption },
    );
    for (const row of rows) sections.push(...(await rowSections(row, pictures)));
    sections.push({ type: 'heading', text: 'How it was made' }, ...howMade(rows));
  }
  return htmlPage({ title: table.title, subtitle: subtitle(source), sections });
}

function subtitle({ rows, size }: PageSource): string {
  const scale = size === 'quick' ? `${explainQuick(rows)} ` : '';
  const failed = rows.flatMap((row) => row.failed);
  const ended = [...rows.flatMap(({ finished }) => finished), ...failed];
  // Cells that differ in how they score alone have one fit, and its seconds each.
  const fits = new Map(
    ended.map(({ cell, result }) => [fitKey(cell, result.backend), result.seconds.fit]),
  );
  const fitting = [...fits.values()].reduce((sum, seconds) => sum + seconds, 0);
  const backend = ended[0]?.result.backend ?? '';
  const cells = ended.length === 1 ? 'One cell' : `${String(ended.length)} cells`;
  return (
    `${scale}${cells} on the ${backend} backend, fitted in ` +
    `${formatDuration(fitting)}${failed.length > 0 ? `; ${endingsOf(failed)}` : ''}.`
  );
}
