import { isAnogan } from '@oneclass/anogan';
import type { ChartFigure, Section } from '@oneclass/report';
import { isFailure, type CellResult } from '../cell/result.ts';
import type { FailedCell, Row } from './row.ts';
import { briefCharts, cellCharts } from './charts.ts';
import { codeChart } from './code-chart.ts';
import { endsOfScores, gallery } from './gallery.ts';
import type { PageSource } from './page-source.ts';
import { withSavedCell, type SavedCell, type TestLoader } from './saved-cell.ts';
import { searchCharts, searchSections } from './search-sections.ts';

/** Where a section's pictures come from. */
export interface PictureSource extends Pick<PageSource, 'artifactOf' | 'methods' | 'signal'> {
  readonly loadTest: TestLoader;
}

/** A row in full: all charts and images of its first finished seed. */
export const rowSections = (row: Row, source: PictureSource): Promise<Section[]> =>
  drawRow(row, source, {
    heading: { type: 'heading', text: titleOf(row, row.name) },
    charts: cellCharts,
    codes: searchCharts,
    images: pictures,
  });

const pictures = async (saved: SavedCell): Promise<Section[]> => [
  ...(await gallery(saved)),
  ...(await searchSections(saved)),
];

/**
 * A row among many: what people look at, how it was trained, how scores spread, its most normal and
 * most anomalous images.
 */
export const briefSections = (row: Row, source: PictureSource): Promise<Section[]> =>
  drawRow(row, source, {
    heading: { type: 'heading', level: 3, text: titleOf(row, row.name) },
    charts: briefCharts,
    codes: briefCodes,
    images: endsOfScores,
  });

/** None of a method that would search for them anew, a minute or more for each of many rows. */
const briefCodes = (saved: SavedCell): Promise<ChartFigure[]> =>
  isAnogan(saved.detector) ? Promise.resolve([]) : codeChart(saved);

interface Drawing {
  readonly heading: Section;
  readonly charts: (result: CellResult) => Promise<ChartFigure[]>;
  readonly codes: (saved: SavedCell) => Promise<ChartFigure[]>;
  readonly images: (saved: SavedCell) => Promise<Section[]>;
}

async function drawRow(
  { finished: [first], failed }: Row,
  { artifactOf, methods, loadTest, signal }: PictureSource,
  { heading, charts, codes, images }: Drawing,
): Promise<Section[]> {
  const sections = [heading, ...failed.map(failureParagraph)];
  if (!first) return sections;
  const ofScores = await charts(first.result);
  const artifact = await artifactOf(first.cell);
  if (!artifact) return [...sections, { type: 'charts', charts: ofScores }];
  return withSavedCell(first, { artifact, methods, loadTest, signal }, async (saved) => [
    ...sections,
    { type: 'charts', charts: [...ofScores, ...(await codes(saved))] },
    ...(await images(saved)),
  ]);
}

/** Says which seed is shown where there are several. */
function titleOf({ finished: [first], size }: Row, name: string): string {
  return first && size > 1 ? `${name}, seed ${String(first.result.config.seed)}` : name;
}

const failureParagraph = ({ result: { config, error } }: FailedCell): Section => ({
  type: 'paragraph',
  text: `Seed ${String(config.seed)} has no result: ${error.code}. ${error.message}`,
});

/** What each result is recognised by, and what its times depend on. */
export function howMade(rows: readonly Row[]): Section[] {
  return rows
    .flatMap(({ finished, failed }) => [...finished, ...failed])
    .map(({ result }): Section => {
      const {
        cell,
        key,
        package: from,
        featuresPackage,
        config,
        features,
        data,
        files,
        seconds,
        backend,
        versions,
        machine,
        finishedAt,
      } = result;
      const end = isFailure(result) ? { error: result.error } : { threshold: result.threshold };
      return {
        type: 'details',
        summary: cell,
        values: {
          key,
          ...(from && { package: from }),
          config,
          ...(features && { features }),
          ...(featuresPackage && { featuresPackage }),
          data,
          files,
          ...end,
          seconds,
          backend,
          versions,
          machine,
          finishedAt,
        },
      };
    });
}
