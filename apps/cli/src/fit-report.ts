import type { InputSpec, Threshold } from '@oneclass/core';
import { formatCount, formatDuration, formatScore } from '@oneclass/report';
import { print, printJson, printPairs } from '@oneclass/terminal';

export interface FitReport {
  readonly file: string;
  readonly method: string;
  readonly input: InputSpec;
  readonly fittedOn: number;
  readonly heldOut: number;
  readonly threshold: Threshold | null;
  /** Of pixels; null of a detector without score maps. */
  readonly pixelThreshold: Threshold | null;
  /** Of the last epoch. */
  readonly losses: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** What `oneclass fit` prints at its end. */
export function printFitReport(
  fitted: FitReport,
  { json }: { readonly json?: boolean | undefined },
): void {
  if (json === true) {
    printJson(fitted);
    return;
  }
  const { file, fittedOn, heldOut, threshold, pixelThreshold, losses, seconds } = fitted;
  printPairs([
    ['detector', file],
    ['fitted on', `${formatCount(fittedOn)} images in ${formatDuration(seconds)}`],
    ...Object.entries(losses).map(([name, value]) => [name, formatScore(value)] as const),
    ...(heldOut > 0 ? [['held out', `${formatCount(heldOut)} images`] as const] : []),
    [
      'threshold',
      threshold
        ? `${formatScore(threshold.value)} (${threshold.rule})`
        : 'none; --threshold fpr=0.05 gives one',
    ],
    ...(pixelThreshold
      ? [
          [
            'pixel threshold',
            `${formatScore(pixelThreshold.value)} (${pixelThreshold.rule})`,
          ] as const,
        ]
      : []),
  ]);
  for (const found of [threshold, pixelThreshold])
    if (found && found.promise !== '') print(found.promise);
}
