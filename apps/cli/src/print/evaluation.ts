import type { EvaluatedSet, InspectorEvaluation } from '@oneclass/inspection';
import { picturePath } from '@oneclass/inspection/node/page';
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

/** An image of an evaluation, as programs read it. */
interface EvaluatedImage {
  readonly id: string;
  readonly kind: string;
  /** 1 = anomalous. */
  readonly label: number;
  readonly score: number;
  /** Null without a threshold. */
  readonly verdict: 'normal' | 'anomalous' | null;
  /** The file of its score map; undefined without one. */
  readonly picture: string | undefined;
}

/** @param maps the folder with pictures; undefined without any */
export function evaluatedImages(
  { labeled: { ids, kinds, labels }, scores, evaluation: { threshold } }: EvaluatedSet,
  maps: string | undefined,
): EvaluatedImage[] {
  return ids.map((id, position) => {
    const score = scores[position] as number;
    const kind = kinds[position] ?? '';
    return {
      ...{ id, kind, label: labels[position] as number, score },
      verdict: threshold === null ? null : score > threshold ? 'anomalous' : 'normal',
      picture: maps === undefined ? undefined : picturePath(maps, { position, id, kind }),
    };
  });
}

/** A line for each image. */
export function printEvaluationCsv(found: EvaluatedSet, maps: string | undefined): void {
  const threshold = found.evaluation.threshold ?? '';
  const head = ['id', 'kind', 'label', 'score', 'threshold', 'verdict'];
  const rows = evaluatedImages(found, maps).map(({ id, kind, label, score, verdict, picture }) => [
    ...[id, kind, label, score, threshold, verdict ?? ''],
    ...(picture === undefined ? [] : [picture]),
  ]);
  print(stringify([maps === undefined ? head : [...head, 'picture'], ...rows]).trimEnd());
}
