import { printable } from '@oneclass/core';
import { writeResults } from './results.ts';

/** Lines, of which nothing but their ends and tabs acts on a terminal. */
const lines = (text: string): string => {
  const inside = (line: string): string =>
    line
      .split('\t')
      .map((part) => printable(part, Infinity))
      .join('\t');
  return `${text.split('\n').map(inside).join('\n')}\n`;
};

/**
 * A line on stdout, which is for results only.
 * @throws OneClassError `not-written` where that is a file, and the disk is full or fails
 */
export const print = (text: string): void => {
  writeResults(lines(text));
};

/** A line on stderr, for everything else. */
export const say = (text: string): void => void process.stderr.write(lines(text));

/** A result for programs. */
export const printJson = (value: unknown): void => {
  print(JSON.stringify(value, null, 2));
};

/** Characters of a name or value that are shown. */
const LONGEST = 1000;

/** Names and values, one a line. */
export function printPairs(pairs: readonly (readonly [name: string, value: string])[]): void {
  const shown = pairs.map(
    (pair) => pair.map((text) => printable(text, LONGEST)) as [string, string],
  );
  const width = Math.max(...shown.map(([name]) => name.length));
  for (const [name, value] of shown) print(`${name.padEnd(width)}  ${value}`);
}
