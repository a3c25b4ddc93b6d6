import { evaluate, type Evaluation } from '@oneclass/core/metrics';
import type { LabeledDataset } from '@oneclass/core';
import { formatCount, formatPercent, formatScore } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import { createProgress, print, printJson, printPairs } from '@oneclass/terminal';
import { stringify } from 'csv-stringify/sync';
import { labeledImages } from '../data.ts';
import { checkFinite, openDetector } from '../detector-file.ts';
import { parseNumber } from '../option.ts';
import { printTable } from '../print-table.ts';
import { readProgress } from '../read-progress.ts';

export interface EvaluateOptions {
  readonly threshold?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly backend?: string;
  readonly dataDir?: string;
  readonly signal: AbortSignal;
}

/** `oneclass evaluate` */
export async function evaluateFile(file: string, data: string, options: EvaluateOptions): Promise<void> {
  const given = options.threshold === undefined ? undefined : parseNumber('--threshold', options.threshold);
  await useBackend(options.backend);
  const { detector, artifact, input } = await openDetector(file);
  const progress = createProgress(process.stderr);
  try {
    const reading = readProgress();
    const labeled = await labeledImages(data, input, { dataDir: options.dataDir, signal: options.signal, onRead: reading.onRead }).finally(reading.stop);
    const scores = await detector.score(labeled.samples, { signal: options.signal, onProgress: progress.onProgress });
    progress.stop();
    checkFinite(scores, file);
    const threshold = given ?? artifact.calibration?.value ?? null;
    show(labeled, scores, { evaluation: evaluate(labeled.labels, scores, { kinds: labeled.kinds, threshold }), ...options });
  } finally {
    progress.stop();
    detector.dispose();
  }
}

function show({ ids, kinds, labels }: LabeledDataset, scores: Float32Array, { evaluation, json, csv }: { evaluation: Evaluation; json?: boolean; csv?: boolean }): void {
  if (json === true) {
    printJson(evaluation);
  } else if (csv === true) {
    const rows = ids.map((id, i) => [id, kinds[i] ?? '', String(labels[i]), String(scores[i])]);
    print(stringify([['id', 'kind', 'label', 'score'], ...rows]).trimEnd());
  } else {
    printEvaluation(evaluation);
  }
}

function printEvaluation({ auroc, averagePrecision, bestF1, bestF1Threshold, f1, accuracy, threshold, counts, byKind }: Evaluation): void {
  printPairs([
    ['images', `${formatCount(counts.normal)} normal, ${formatCount(counts.anomalous)} anomalous`],
    ['AUROC', `${formatPercent(auroc)} %`],
    ['average precision', `${formatPercent(averagePrecision)} %`],
    ['best F1', `${formatPercent(bestF1)} % (at ${formatScore(bestF1Threshold)}, chosen on these very images)`],
    ['threshold', threshold === null ? 'none: no F1 or accuracy' : formatScore(threshold)],
    ...(threshold === null ? [] : [['F1', `${formatPercent(f1)} %`] as const, ['accuracy', `${formatPercent(accuracy)} %`] as const]),
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
