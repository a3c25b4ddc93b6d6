import type { Threshold } from '@oneclass/core';
import type { Thresholds } from '@oneclass/inspection';
import { formatCount, formatScore } from '@oneclass/report';
import { print, printJson, printPairs } from '@oneclass/terminal';

export interface Calibrated {
  readonly file: string;
  /** That the thresholds rest on. */
  readonly images: number;
  readonly old: Thresholds;
  readonly found: Thresholds;
  /** Found, or else old. */
  readonly thresholds: Thresholds;
}

/** What `oneclass calibrate` prints. */
export function printCalibration(
  { file, images, old, found, thresholds }: Calibrated,
  { json }: { readonly json?: boolean | undefined },
): void {
  if (json === true) {
    printJson({
      ...{ file, images },
      old: old.image ?? null,
      threshold: thresholds.image ?? null,
      oldUncertain: old.uncertain ?? null,
      uncertainThreshold: thresholds.uncertain ?? null,
      oldPixel: old.pixel ?? null,
      pixelThreshold: thresholds.pixel ?? null,
    });
    return;
  }
  printPairs([
    ['detector', file],
    ...(images > 0 ? [['calibrated on', `${formatCount(images)} images`] as const] : []),
    ...changeOf('threshold', old.image, found.image),
    ...changeOf('uncertain threshold', old.uncertain, found.uncertain),
    ...changeOf('pixel threshold', old.pixel, found.pixel),
  ]);
  for (const threshold of [found.image, found.uncertain, found.pixel])
    if (threshold && threshold.promise !== '') print(threshold.promise);
}

const inWords = (threshold: Threshold | undefined): string =>
  threshold ? `${formatScore(threshold.value)} (${threshold.rule})` : 'none';

const changeOf = (
  name: string,
  old: Threshold | undefined,
  found: Threshold | undefined,
): (readonly [name: string, value: string])[] =>
  found
    ? [
        [`old ${name}`, inWords(old)],
        [`new ${name}`, inWords(found)],
      ]
    : [];
