import type { Inspection } from '@oneclass/inspection';
import { formatScore } from '@oneclass/report';
import { print, printJson, say } from '@oneclass/terminal';
import { stringify } from 'csv-stringify/sync';
import { printTable } from './print-table.ts';

export interface Scores {
  readonly paths: readonly string[];
  /** Of each path. */
  readonly found: readonly Inspection[];
  /** null without one. */
  readonly threshold: number | null;
}

export interface Format {
  readonly json?: boolean | undefined;
  readonly csv?: boolean | undefined;
}

/** What `oneclass score` prints. */
export function printScores({ paths, found, threshold }: Scores, { json, csv }: Format): void {
  const rows = found.map(({ score, anomalous }, i) => ({ path: paths[i] ?? '', score, anomalous }));
  if (json === true) {
    printJson({ threshold, images: rows });
  } else if (csv === true) {
    const lines = rows.map(({ path, score, anomalous }) => [
      path,
      String(score),
      anomalous === null ? '' : String(anomalous),
    ]);
    print(stringify([['path', 'score', 'anomalous'], ...lines]).trimEnd());
  } else {
    printTable(
      ['score', 'verdict', 'image'],
      rows.map(({ path, score, anomalous }) => [formatScore(score), verdict(anomalous), path]),
    );
    if (threshold === null)
      say(
        'No threshold: this detector was fitted without one. Fit with --threshold fpr=0.05, ' +
          'or give --threshold NUMBER.',
      );
  }
}

const verdict = (anomalous: boolean | null): string =>
  anomalous === null ? '–' : anomalous ? 'anomalous' : 'normal';
