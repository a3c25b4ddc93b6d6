import { bestF1, evaluate, f1Score, type Evaluation } from '@oneclass/core/metrics';
import type { LabeledDataset } from '@oneclass/core';
import { formatCount, formatPercent, formatScore } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import { createProgress, print, printJson, printPairs, sayBackend } from '@oneclass/terminal';
import { stringify } from 'csv-stringify/sync';
import { labeledImages } from '../data.ts';
import { checkFinite, openDetector } from '../detector-file.ts';
import { parseNumber } from '../option.ts';
import { printTable } from '../print-table.ts';
import { readProgress } from '../read-progress.ts';

export interface EvaluateOptions {
  readonly threshold?: string;
  readonly method?: string;
  readonly weights?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly backend?: string;
  readonly dataDir?: string;
  readonly signal: AbortSignal;
}

/** `oneclass evaluate` */
export async function evaluateFile(file: string, data: string, options: EvaluateOptions): Promise<void> {
  const given = options.threshold === undefined ? undefined : parseNumber('--threshold', options.threshold);
  const backend = await useBackend(options.backend);
  const { detector, artifact, input, dispose } = await openDetector(file, options);
  sayBackend(backend, options.backend);
  const progress = createProgress(process.stderr);
  try {
    const reading = readProgress();
    const labeled = await labeledImages(data, input, { dataDir: options.dataDir, signal: options.signal, onRead: reading.onRead }).finally(reading.stop);
    const scores = await detector.score(labeled.samples, { signal: options.signal, onProgress: progress.onProgress });
    progress.stop();
    checkFinite(scores, file);
    const threshold = given ?? artifact.calibration?.value ?? null;
    show(labeled, scores, { evaluation: evaluateBothWays(labeled, scores, threshold), ...options });
  } finally {
    progress.stop();
    dispose();
  }
}

/** F1 takes anomalous as positive; some publications take normal. */
interface FullEvaluation extends Evaluation {
  readonly f1Normal: number | null;
  readonly bestF1Normal: number;
}

function evaluateBothWays({ labels, kinds }: LabeledDataset, scores: Float32Array, threshold: number | null): FullEvaluation {
  const evaluation = evaluate(labels, scores, { kinds, threshold, aurocInterval: {} });
  const positive = 'normal';
  return { ...evaluation, f1Normal: evaluation.confusion && f1Score(evaluation.confusion, { positive }), bestF1Normal: bestF1(labels, scores, { positive }).f1 };
}

function show({ ids, kinds, labels }: LabeledDataset, scores: Float32Array, { evaluation, json, csv }: { evaluation: FullEvaluation; json?: boolean; csv?: boolean }): void {
  if (json === true) {
    printJson(evaluation);
  } else if (csv === true) {
    const rows = ids.map((id, i) => [id, kinds[i] ?? '', String(labels[i]), String(scores[i])]);
    print(stringify([['id', 'kind', 'label', 'score'], ...rows]).trimEnd());
  } else {
    printEvaluation(evaluation);
  }
}

const percent = (share: number | null): string => `${formatPercent(share)} %`;

function printEvaluation({ threshold, counts, byKind, aurocInterval: interval, ...evaluation }: FullEvaluation): void {
  printPairs([
    ['images', `${formatCount(counts.normal)} normal, ${formatCount(counts.anomalous)} anomalous`],
    ['AUROC', `${percent(evaluation.auroc)}${interval ? ` (${formatPercent(interval.lower)} to ${percent(interval.upper)}, ${String(100 * interval.level)} % bootstrap interval)` : ''}`],
    ['average precision', percent(evaluation.averagePrecision)],
    ['best F1', `${percent(evaluation.bestF1)} (at ${formatScore(evaluation.bestF1Threshold)}, chosen on these very images); normal as positive ${percent(evaluation.bestF1Normal)}`],
    ['threshold', threshold === null ? 'none: no F1 or accuracy' : formatScore(threshold)],
    ...(threshold === null ? [] : [['F1', `${percent(evaluation.f1)}; normal as positive ${percent(evaluation.f1Normal)}`] as const, ['accuracy', percent(evaluation.accuracy)] as const]),
  ]);
  print('');
  printTable(
    ['kind', 'images', 'mean score', 'AUROC, %', 'called anomalous, %'],
    Object.entries(byKind).map(([kind, { count, meanScore, auroc: own = null, calledAnomalous = null }]) => [
      kind,
      formatCount(count),
      formatScore(meanScore),
      formatPercent(own),
      formatPercent(calledAnomalous),
    ]),
  );
}
