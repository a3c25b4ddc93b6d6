import { auroc, averagePrecision } from '@oneclass/core/metrics';
import { meanFigures, pixelFigures } from '../cell/assess.ts';
import type { Figures } from '../table/figure.ts';
import type { CellResult } from '../cell/result.ts';
import type { Row } from './row.ts';
import { rowOfKind } from '../table/row-of.ts';
import type { Table } from '../table/table.ts';

/**
 * Each row, and after it one for each kind of anomaly that the table shows apart: the same fits, on
 * the images of that kind and the normal ones.
 */
export function withKinds({ kinds = [] }: Table, rows: readonly Row[]): readonly Row[] {
  return rows.flatMap((row) => [
    row,
    ...kinds
      .filter((kind) => row.finished.some(({ result }) => result.test.kinds.includes(kind)))
      .map((kind) => kindRow(row, kind)),
  ]);
}

const kindRow = (row: Row, kind: string): Row => ({
  ...row,
  name: rowOfKind(row.name, kind),
  finished: row.finished.map(({ cell, result }) => ({
    cell,
    result: { ...result, figures: kindFigures(result, kind) },
  })),
});

const OF_ALL_IMAGES: Figures = {
  scoredPerSecond: null,
  fitSeconds: null,
  imageMilliseconds: null,
  artifactMegabytes: null,
  fitPeakMegabytes: null,
};

function kindFigures(
  { test: { labels, kinds, scores }, pixels }: CellResult,
  kind: string,
): Figures {
  const positions = [...labels.keys()].filter((i) => labels[i] === 0 || kinds[i] === kind);
  const [ownLabels, ownScores] = [
    positions.map((i) => labels[i] as number),
    positions.map((i) => scores[i] as number),
  ];
  const ofPixels = pixels?.byKind[kind];
  return {
    testAuroc: auroc(ownLabels, ownScores),
    testAveragePrecision: averagePrecision(ownLabels, ownScores),
    ...OF_ALL_IMAGES,
    ...meanFigures({ labels: ownLabels, scores: ownScores }),
    ...(ofPixels && pixelFigures(ofPixels)),
  };
}
