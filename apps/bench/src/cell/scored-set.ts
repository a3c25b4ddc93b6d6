/**
 * @file Labels, kinds and scores of a set of images, as a cell's file holds them: some seven
 *   characters an image.
 */
import { OneClassError } from '@oneclass/core';
import type { ScoredSet } from './result.ts';

/** What a file has of a set. */
export interface PackedSet {
  /**
   * The bytes of float32 numbers, least significant first, in base64. Up to format 3 a list of
   * numbers.
   */
  readonly scores: string | readonly number[];
  /** The kinds of image with their label. */
  readonly groups: readonly { readonly kind: string; readonly label: number }[];
  /**
   * For each image its place in `groups`, a digit of base 36; of more than 36 groups equally many
   * digits each.
   */
  readonly group: string;
}

const RADIX = 36;
const digitsFor = (groups: number): number => Math.max(0, groups - 1).toString(RADIX).length;

export function packSet({ labels, kinds, scores }: ScoredSet): PackedSet {
  const places = new Map<string, number>();
  const groups: { kind: string; label: number }[] = [];
  const group = kinds.map((kind, i) => {
    const label = labels[i] as number;
    const key = `${String(label)} ${kind}`;
    if (!places.has(key)) places.set(key, groups.push({ kind, label }) - 1);
    return places.get(key) as number;
  });
  const digits = digitsFor(groups.length);
  return {
    scores: packScores(scores),
    groups,
    group: group.map((place) => place.toString(RADIX).padStart(digits, '0')).join(''),
  };
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

function packScores(scores: readonly number[]): string {
  const bytes = Buffer.alloc(BYTES * scores.length);
  scores.forEach((score, i) => bytes.writeFloatLE(score, BYTES * i));
  return bytes.toString('base64');
}

function unpackScores(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  const scores = Array.from({ length: Math.floor(bytes.length / BYTES) }, (_, i) =>
    bytes.readFloatLE(BYTES * i),
  );
  // What is no base64 is passed over when it is read.
  if (packScores(scores) === text && scores.every(Number.isFinite)) return scores;
  throw new OneClassError('invalid-data', 'Its scores are not finite float32 numbers in base64.');
}

/**
 * @param format of the file; 1 had every list in full
 * @throws OneClassError `invalid-data` when its lists don't belong together; whatever a value of
 *   another shape leads to
 */
export function unpackSet(given: PackedSet | ScoredSet, format: number): ScoredSet {
  const { labels, kinds, scores } =
    format === 1 ? (given as ScoredSet) : unpack(given as PackedSet);
  const lists: readonly unknown[] = [labels, kinds, scores];
  if (lists.every((list) => Array.isArray(list) && list.length === scores.length))
    return { labels, kinds, scores };
  throw new OneClassError('invalid-data', 'Its scores and groups are not equally many.');
}

function unpack({ scores, groups, group }: PackedSet): ScoredSet {
  const digits = digitsFor(groups.length);
  const places = group.match(new RegExp(`.{${String(digits)}}`, 'g')) ?? [];
  const groupOf = places.map(
    (place) => groups[Number.parseInt(place, RADIX)] as PackedSet['groups'][number],
  );
  return {
    labels: groupOf.map(({ label }) => label),
    kinds: groupOf.map(({ kind }) => kind),
    scores: typeof scores === 'string' ? unpackScores(scores) : scores.map(Math.fround),
  };
}
