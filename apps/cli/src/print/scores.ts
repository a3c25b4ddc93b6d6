import { printable } from '@oneclass/core';
import type { Inspection } from '@oneclass/inspection';
import { formatScore } from '@oneclass/report';
import { print, printJson, say } from '@oneclass/terminal';
import { stringify } from 'csv-stringify/sync';
import type { Unreadable } from './unreadable.ts';

/** What is printed of an image. */
export interface ScoredImage extends Pick<Inspection, 'score' | 'anomalous'> {
  readonly path: string;
  /** The file of its score map, which is there when the run is done; undefined without one. */
  readonly picture?: string | undefined;
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
  /** Whether images have pictures. */
  readonly pictures: boolean;
}

/** @param threshold null without one */
export function scorePrinter(
  threshold: number | null,
  { json, jsonl, csv, pictures }: Format,
): ScorePrinter {
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
      add({ path, score, anomalous, picture }) {
        print(JSON.stringify({ path, score, threshold, anomalous, picture }));
      },
      end(_, unreadable) {
        for (const { path, error } of unreadable) print(JSON.stringify({ path, error }));
      },
    };
  }
  if (csv === true) {
    const head = ['path', 'score', 'anomalous', ...(pictures ? ['picture'] : [])];
    return inLines(csvLine(head), toCsv);
  }
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

const toCsv = ({ path, score, anomalous, picture }: ScoredImage): string =>
  csvLine([
    ...[path, String(score), anomalous === null ? '' : String(anomalous)],
    ...(picture === undefined ? [] : [picture]),
  ]);

const toColumns = ({ path, score, anomalous }: ScoredImage): string =>
  columns(formatScore(score), verdict(anomalous), printable(path, Infinity));

/** As wide as the longest score and verdict are. */
const columns = (score: string, word: string, path: string): string =>
  `${score.padEnd(10)}  ${word.padEnd(9)}  ${path}`;

const verdict = (anomalous: boolean | null): string =>
  anomalous === null ? '–' : anomalous ? 'anomalous' : 'normal';
