import { printable } from '@oneclass/core';
import { ANSWER_VERSION, type Answer, type Unanswered } from '@oneclass/inspection';
import { formatScore } from '@oneclass/report';
import { print, printJson, say } from '@oneclass/terminal';
import { stringify } from 'csv-stringify/sync';
import type { Unreadable } from './unreadable.ts';

/** Prints what `oneclass score` finds. */
export interface ScorePrinter {
  /** As they come, so that nothing is lost when the run stops. */
  add(image: Answer): void;
  /** What is printed last. */
  end(images: readonly Answer[], unreadable: Unreadable['images']): void;
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
        printJson({ threshold, images, unreadable: unreadable.map(unanswered) });
      },
    };
  }
  if (jsonl === true) {
    return {
      add(image) {
        print(JSON.stringify(image));
      },
      end(_, unreadable) {
        for (const image of unreadable) print(JSON.stringify(unanswered(image)));
      },
    };
  }
  if (csv === true) {
    const names = pictures ? ([...CSV_COLUMNS, 'picture'] as const) : CSV_COLUMNS;
    return inLines(csvLine(names), (image) => toCsv(image, names));
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
function inLines(head: string, toLine: (image: Answer) => string): ScorePrinter {
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

const unanswered = ({ path, error }: Unreadable['images'][number]): Unanswered => ({
  schema: ANSWER_VERSION,
  ...{ path, error },
});

const CSV_COLUMNS = ['path', 'score', 'anomalous', 'verdict', 'confidence', 'pValue'] as const;

type CsvColumn = (typeof CSV_COLUMNS)[number] | 'picture';

/** Empty where there is none. */
const toCsv = (image: Answer, names: readonly CsvColumn[]): string =>
  csvLine(names.map((name) => String(image[name] ?? '')));

const toColumns = ({ path, score, verdict }: Answer): string =>
  columns(formatScore(score), verdict ?? '–', printable(path ?? '', Infinity));

/** As wide as the longest score and verdict are. */
const columns = (score: string, word: string, path: string): string =>
  `${score.padEnd(10)}  ${word.padEnd(9)}  ${path}`;
