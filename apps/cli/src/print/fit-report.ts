import type { Threshold } from '@oneclass/core';
import type { FittedInspector } from '@oneclass/inspection';
import { formatCount, formatDuration, formatScore } from '@oneclass/report';
import { print, printJson, printPairs } from '@oneclass/terminal';

/** What `oneclass fit` prints at its end. */
export function printFitReport(
  { inspector, fittedOn, heldOut, kept, losses, seconds }: FittedInspector,
  { output: file, json }: { readonly output: string; readonly json?: boolean | undefined },
): void {
  const { detector, input, thresholds } = inspector;
  const { image: threshold = null, pixel: pixelThreshold = null } = thresholds;
  const uncertainThreshold = thresholds.uncertain ?? null;
  if (json === true) {
    printJson({
      ...{ file, method: detector.method, input, fittedOn, heldOut, kept },
      ...{ threshold, uncertainThreshold, pixelThreshold, losses, seconds },
    });
    return;
  }
  printPairs([
    ['detector', file],
    ['fitted on', `${formatCount(fittedOn)} images in ${formatDuration(seconds)}`],
    ...Object.entries(losses).map(([name, value]) => [name, formatScore(value)] as const),
    ...(heldOut > 0 ? [['held out', `${formatCount(heldOut)} images`] as const] : []),
    ...(kept > 0 ? [['kept for evaluation', `${formatCount(kept)} images`] as const] : []),
    [
      'threshold',
      threshold
        ? `${formatScore(threshold.value)} (${threshold.rule})`
        : 'none; --threshold fpr=0.05 gives one',
    ],
    ...thresholdPair('uncertain above', uncertainThreshold),
    ...thresholdPair('pixel threshold', pixelThreshold),
  ]);
  for (const found of [threshold, uncertainThreshold, pixelThreshold])
    if (found && found.promise !== '') print(found.promise);
}

/** A line of a threshold that may not be there. */
export const thresholdPair = (
  name: string,
  threshold: Threshold | null | undefined,
): (readonly [name: string, value: string])[] =>
  threshold ? [[name, `${formatScore(threshold.value)} (${threshold.rule})`]] : [];
