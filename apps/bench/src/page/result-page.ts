import { confusionMatrix, rocCurve } from '@oneclass/core/metrics';
import { confusionChart, formatDuration, histogramChart, htmlPage, lineChart, rocChart, type ChartFigure, type Section } from '@oneclass/report';
import type { CellResult } from '../result.ts';
import type { Cell, Size, Table } from '../table/table.ts';
import { keyFigures } from './figures.ts';
import { gallery } from './gallery.ts';

export interface PageSource {
  readonly table: Table;
  readonly results: readonly CellResult[];
  readonly size: Size;
  /** The cell whose images are shown; its artifact is absent when only its result is there. */
  readonly shown: { readonly cell: Cell; readonly artifact: Uint8Array | undefined } | undefined;
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

/** The finished cells of a table as one self-contained HTML page. */
export async function resultPage({ table, results, size, shown, folders, signal }: PageSource): Promise<string> {
  const [first] = results;
  const sections: Section[] = table.protocol(size).map((text) => ({ type: 'paragraph', text }));
  sections.push({ type: 'key-figures', figures: keyFigures(table, results), caption: figuresCaption(table, results) });
  if (first) {
    sections.push({ type: 'heading', text: `Curves of ${first.cell}` }, { type: 'charts', charts: await charts(first) });
    if (shown?.artifact) {
      sections.push({ type: 'heading', text: `Images of ${first.cell}` });
      sections.push(...(await gallery({ cell: shown.cell, artifact: shown.artifact, result: first, folders, signal })));
    }
  }
  for (const { cell, config, data, files, seconds, threshold, backend, versions, machine, key, finishedAt } of results) {
    sections.push({ type: 'details', summary: `How ${cell} was made`, values: { key, config, data, files, threshold, seconds, backend, versions, machine, finishedAt } });
  }
  return htmlPage({ title: table.title, subtitle: subtitle(results, size), sections });
}

function figuresCaption(table: Table, results: readonly CellResult[]): string {
  const seeds = results.length > 1 ? `Mean ± standard deviation over ${String(results.length)} seeds.` : 'One seed.';
  return table.published ? `${seeds} Published: ${table.published.source}.` : seeds;
}

function subtitle(results: readonly CellResult[], size: Size): string {
  const [first] = results;
  const scale = size === 'quick' ? 'Quick run: fewer images and epochs than the table asks for; its figures are not comparable. ' : '';
  const fitting = results.reduce((sum, { seconds }) => sum + seconds.fit, 0);
  return first ? `${scale}${String(results.length)} cell(s) on the ${first.backend} backend, fitted in ${formatDuration(fitting)}.` : scale;
}

async function charts(result: CellResult): Promise<ChartFigure[]> {
  const { validation, test, threshold, losses } = result;
  const svgs = [await lossChart(losses)];
  const calibration = validation ?? test;
  const rule = threshold ? { threshold: threshold.value } : {};
  svgs.push(await histogramChart({ title: `Scores of the ${validation ? 'validation' : 'test'} images`, xTitle: 'anomaly score', series: byLabel(calibration), ...rule }));
  const roc = rocCurve(test.labels, test.scores, { dropIntermediate: true });
  const auroc = result.figures['testAuroc'] ?? Number.NaN;
  svgs.push(await rocChart({ title: 'ROC curve of the test images', series: [{ name: result.method, ...roc, auroc }] }));
  if (threshold) svgs.push(await confusionChart({ title: 'Test images at the threshold', ...confusionMatrix(test.labels, test.scores, threshold.value) }));
  return svgs.map((svg) => ({ svg }));
}

/** From epoch 6 on where there are enough, as the first epochs squash the rest. */
const FIRST_EPOCH_SHOWN = 6;

function lossChart(losses: CellResult['losses']): Promise<string> {
  const from = losses.length >= 4 * FIRST_EPOCH_SHOWN ? FIRST_EPOCH_SHOWN : 1;
  const phases = [...new Set(losses.map(({ phase }) => phase))];
  const series = phases.map((phase) => ({
    name: phase,
    points: losses.filter((entry) => entry.phase === phase && entry.epoch >= from).map(({ epoch, losses: named }) => [epoch, named['loss'] ?? 0] as const),
  }));
  return lineChart({ title: `Training loss${from > 1 ? ` from epoch ${String(from)}` : ''}`, x: { title: 'epoch' }, y: { title: 'mean squared error' }, series });
}

function byLabel({ labels, scores }: NonNullable<CellResult['validation']>): { name: string; values: number[] }[] {
  return [
    { name: 'normal', values: scores.filter((_, i) => labels[i] === 0) },
    { name: 'anomalous', values: scores.filter((_, i) => labels[i] === 1) },
  ];
}
