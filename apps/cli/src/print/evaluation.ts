import type { LabeledDataset } from '@oneclass/core';
import type { EvaluatedSet, InspectorEvaluation } from '@oneclass/inspection';
import { formatCount, formatPercent, formatScore } from '@oneclass/report';
import { print, printPairs } from '@oneclass/terminal';
import { stringify } from 'csv-stringify/sync';
import { percent } from './percent.ts';
import { pixelPairs } from './pixel-pairs.ts';
import { printTable } from './print-table.ts';

/** What `oneclass evaluate` prints for people. */
export function printEvaluation(evaluation: InspectorEvaluation): void {
  printPairs(evaluationPairs(evaluation));
  print('');
  printTable(
    ['kind', 'images', 'mean score', 'AUROC, %', 'called anomalous, %'],
    Object.entries(evaluation.byKind).map(
      ([kind, { count, meanScore, auroc: own = null, calledAnomalous = null }]) => [
        kind,
        formatCount(count),
        formatScore(meanScore),
        formatPercent(own),
        formatPercent(calledAnomalous),
      ],
    ),
  );
}

/** All that was measured, of images and of pixels. */
export const evaluationPairs = (
  evaluation: InspectorEvaluation,
): [name: string, value: string][] => [...imagePairs(evaluation), ...pixelPairs(evaluation)];

/** It, in a line. */
export const headlineOf = ({ auroc, pixelAuroc, aupro }: InspectorEvaluation): string =>
  [
    `AUROC ${percent(auroc)}`,
    ...(pixelAuroc === null
      ? []
      : [`pixel AUROC ${percent(pixelAuroc)}`, `AUPRO ${percent(aupro)}`]),
  ].join(', ');

function imagePairs({
  threshold,
  counts,
  aurocInterval: interval,
  ...evaluation
}: InspectorEvaluation): [name: string, value: string][] {
  const intervalText = interval
    ? ` (${formatPercent(interval.lower)} to ${percent(interval.upper)}, ` +
      `${String(100 * interval.level)} % bootstrap interval)`
    : '';
  return [
    ['images', `${formatCount(counts.normal)} normal, ${formatCount(counts.anomalous)} anomalous`],
    ['AUROC', `${percent(evaluation.auroc)}${intervalText}`],
    ['average precision', percent(evaluation.averagePrecision)],
    [
      'best F1',
      `${percent(evaluation.bestF1)} (at ${formatScore(evaluation.bestF1Threshold)}, chosen ` +
        `on these very images); normal as positive ${percent(evaluation.bestF1Normal)}`,
    ],
    ['threshold', threshold === null ? 'none: no F1 or accuracy' : formatScore(threshold)],
    ...(threshold === null
      ? []
      : [
          [
            'F1',
            `${percent(evaluation.f1)}; normal as positive ${percent(evaluation.f1Normal)}`,
          ] satisfies [string, string],
          ['accuracy', percent(evaluation.accuracy)] satisfies [string, string],
        ]),
  ];
}

/** A line for each image. */
export function printEvaluationCsv(
  { ids, kinds, labels }: LabeledDataset,
  { scores }: EvaluatedSet,
): void {
  const rows = ids.map((id, i) => [id, kinds[i] ?? '', String(labels[i]), String(scores[i])]);
  print(stringify([['id', 'kind', 'label', 'score'], ...rows]).trimEnd());
}
