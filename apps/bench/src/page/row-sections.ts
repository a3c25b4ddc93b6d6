import type { Section } from '@oneclass/report';
import { isFailure } from '../result.ts';
import type { FailedCell, Row } from '../row.ts';
import { cellCharts } from './charts.ts';
import { gallery } from './gallery.ts';
import type { PageSource } from './result-page.ts';

/** A row in full: all charts and images of its first finished seed. */
export async function rowSections(row: Row, { artifactOf, folders, signal }: PageSource): Promise<Section[]> {
  const [first] = row.finished;
  const sections: Section[] = [{ type: 'heading', text: titleOf(row, row.name) }, ...row.failed.map(failureParagraph)];
  if (!first) return sections;
  const { cell, result } = first;
  sections.push({ type: 'charts', charts: await cellCharts(result) });
  const artifact = await artifactOf(cell);
  if (artifact) sections.push(...(await gallery({ cell, artifact, result, folders, signal })));
  return sections;
}

/** Says which seed is shown where there are several. */
export function titleOf({ finished: [first], size }: Row, name: string): string {
  return first && size > 1 ? `${name}, seed ${String(first.result.config.seed)}` : name;
}

export const failureParagraph = ({ result: { config, error } }: FailedCell): Section => ({
  type: 'paragraph',
  text: `Seed ${String(config.seed)} has no result: ${error.code}. ${error.message}`,
});

/** What each result is recognised by, and what its times depend on. */
export function howMade(rows: readonly Row[]): Section[] {
  return rows
    .flatMap(({ finished, failed }) => [...finished, ...failed])
    .map(({ result }): Section => {
      const { cell, key, config, data, files, seconds, backend, versions, machine, finishedAt } = result;
      const end = isFailure(result) ? { error: result.error } : { threshold: result.threshold };
      return { type: 'details', summary: cell, values: { key, config, data, files, ...end, seconds, backend, versions, machine, finishedAt } };
    });
}
