import { printable } from '@oneclass/core';
import type { Inspection } from '@oneclass/inspection';
import { formatScore } from '@oneclass/report';
import { print, printJson, say } from '@oneclass/terminal';
import { stringify } from 'csv-stringify/sync';
import type { Unreadable } from './unreadable.ts';

/** What is printed of an image. */
export interface ScoredImage extends Pick<Inspection, 'score' | 'anomalous'> {
  readonly path: string;
}

/** Prints what `oneclass score` finds. */
export interface ScorePrinter {
  /** As they come, so that nothing is lost when the run stops. */
  add(image: ScoredImage): void;
  /** What is printed last. */
  end(images: readonly ScoredImage[], unreadable: Unreadable['images']): void;
}

export interface Format {
  readonly json?: boolean | undefined;
  readonly jsonl?: boolean | undefined;
  readonly csv?: boolean | undefined;
}

/** @param threshold null without one */
export function scorePrinter(threshold: number | null, { json, jsonl, csv }: Format): ScorePrinter {
  if (json === true) {
    return {
      add: () => undefined,
      end(images, unreadable) {
        printJson({ threshold, images, unreadable });
      },
    };
  }
  if (jsonl === true) {
    return {
      add({ path, score, anomalous }) {
        print(JSON.stringify({ path, score, threshold, anomalous }));
      },
      end(_, unreadable) {
        for (const { path, error } of unreadable) print(JSON.stringify({ path, error }));
      },
    };
  }
  if (csv === true) return inLines(csvLine(['path', 'score', 'anomalous']), toCsv);
  return {
    ...inLines(columns('score', 'verdict', 'image'), toColumns),
    end() {
      if (threshold !== null) return;
      say(
        'No threshold: this detector was fitted without one. Fit with --threshold fpr=0.05, ' +
          'or give --threshold NUMBER.',
      );
    },
  };
}

/** @param head printed before the first */
function inLines(head: string, toLine: (image: ScoredImage) => string): ScorePrinter {
  let begun = false;
  return {
    add(image) {
      if (!begun) print(head);
      begun = true;
      print(toLine(image));
    },
    end: () => undefined,
  };
}

const csvLine = (values: readonly string[]): string => stringify([[...values]]).trimEnd();

const toCsv = ({ path, score, anomalous }: ScoredImage): string =>
  csvLine([path, String(score), anomalous === null ? '' : String(anomalous)]);

const toColumns = ({ path, score, anomalous }: ScoredImage): string =>
  columns(formatScore(score), verdict(anomalous), printable(path, Infinity));

/** As wide as the longest score and verdict are. */
const columns = (score: string, word: string, path: string): string =>
  `${score.padEnd(10)}  ${word.padEnd(9)}  ${path}`;

const verdict = (anomalous: boolean | null): string =>
  anomalous === null ? '–' : anomalous ? 'anomalous' : 'normal';
