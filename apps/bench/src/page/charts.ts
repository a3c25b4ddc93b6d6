import { confusionMatrix, prCurve, rocCurve } from '@oneclass/core/metrics';
import {
  confusionChart,
  histogramChart,
  lineChart,
  prChart,
  rocChart,
  type ChartFigure,
} from '@oneclass/report';
import type { CellResult, ScoredSet } from '../cell/result.ts';

/**
 * Loss, score histograms, ROC and precision-recall curve, and at the threshold the confusion
 * matrix.
 */
export async function cellCharts(result: CellResult): Promise<ChartFigure[]> {
  const { validation, test, threshold, losses, method, figures } = result;
  const { labels, scores } = test;
  const svgs: string[] = await lossChart(losses);
  if (validation) svgs.push(await scoreHistogram('validation', validation, threshold));
  svgs.push(await scoreHistogram('test', test, threshold));
  const roc = rocCurve(labels, scores, { dropIntermediate: true });
  svgs.push(
    await rocChart({
      title: 'ROC curve of the test images',
      series: [{ name: method, ...roc, auroc: figures.testAuroc ?? Number.NaN }],
    }),
  );
  const pr = prCurve(labels, scores, { dropIntermediate: true });
  svgs.push(
    await prChart({
      title: 'Precision and recall of the test images',
      series: [
        { name: method, ...pr, averagePrecision: figures.testAveragePrecision ?? Number.NaN },
      ],
      anomalousShare: labels.filter((label) => label === 1).length / labels.length,
    }),
  );
  if (threshold)
    svgs.push(
      await confusionChart({
        title: 'Test images at the threshold',
        ...confusionMatrix(labels, scores, threshold.value),
      }),
    );
  return svgs.map((svg) => ({ svg }));
}

/** Loss and test scores: of a cell among many. */
export async function briefCharts({ test, threshold, losses }: CellResult): Promise<ChartFigure[]> {
  const svgs = [...(await lossChart(losses)), await scoreHistogram('test', test, threshold)];
  return svgs.map((svg) => ({ svg }));
}

const scoreHistogram = (
  name: string,
  set: ScoredSet,
  threshold: CellResult['threshold'],
): Promise<string> =>
  histogramChart({
    title: `Scores of the ${name} images`,
    xTitle: 'anomaly score',
    series: byLabel(set),
    ...(threshold && { threshold: threshold.value }),
  });

/** From epoch 6 on where there are enough, as the first epochs squash the rest. */
const FIRST_EPOCH_SHOWN = 6;

/** None for a method that reports no losses. */
async function lossChart(losses: CellResult['losses']): Promise<string[]> {
  const from = losses.length >= 4 * FIRST_EPOCH_SHOWN ? FIRST_EPOCH_SHOWN : 1;
  const shown = losses.filter(({ epoch }) => epoch >= from);
  const points = new Map<string, [number, number][]>();
  for (const { phase, epoch, losses: named } of shown) {
    for (const [name, loss] of Object.entries(named)) {
      const series = name === 'loss' ? phase : `${phase}, ${name}`;
      points.set(series, [...(points.get(series) ?? []), [epoch, loss]]);
    }
  }
  if (points.size === 0) return [];
  const series = [...points].map(([name, own]) => ({ name, points: own }));
  return [
    await lineChart({
      title: `Training loss${from > 1 ? ` from epoch ${String(from)}` : ''}`,
      x: { title: 'epoch' },
      y: { title: 'loss' },
      series,
    }),
  ];
}

/** A validation set may be of normal images only. */
function byLabel({ labels, scores }: ScoredSet): { name: string; values: number[] }[] {
  const sets = ['normal', 'anomalous'].map((name, label) => ({
    name,
    values: scores.filter((_, i) => labels[i] === label),
  }));
  return sets.filter(({ values }) => values.length > 0);
}
