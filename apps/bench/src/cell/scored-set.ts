/**
 * @file Labels, kinds, ids and scores of a set of images, as a cell's file holds them: plain
 *   JSON, some twelve characters an image.
 */
import { OneClassError } from '@oneclass/core';
import type { ScoredSet } from './result.ts';

/** What a file has of a set. */
export interface PackedSet {
  /** In as few digits as give the same float32 again: 9 at most. */
  readonly scores: readonly number[];
  /** The kinds of image with their label. */
  readonly groups: readonly { readonly kind: string; readonly label: number }[];
  /**
   * For each image its place in `groups`, a digit of base 36; of more than 36 groups equally many
   * digits each.
   */
  readonly group: string;
  /** Numbers where each is the text of one; absent where they are the images' positions. */
  readonly ids?: readonly (string | number)[];
}

const RADIX = 36;
const digitsFor = (groups: number): number => Math.max(0, groups - 1).toString(RADIX).length;

export function packSet({ labels, kinds, ids, scores }: ScoredSet): PackedSet {
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
    scores: scores.map(shortest),
    groups,
    group: group.map((place) => place.toString(RADIX).padStart(digits, '0')).join(''),
    ...(ids.some((id, i) => id !== String(i)) && {
      ids: ids.every(isNumber) ? ids.map(Number) : ids,
    }),
  };
}

const isNumber = (id: string): boolean =>
  String(Number(id)) === id && Number.isSafeInteger(Number(id));

/** The number of fewest digits that is the same as float32. */
function shortest(score: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(score.toPrecision(digits));
    if (Math.fround(shorter) === score) return shorter;
  }
  return Number(score.toPrecision(9));
}

/**
 * @param format of the file; 1 had every list in full
 * @throws OneClassError `invalid-data` when its lists don't belong together; whatever a value of
 *   another shape leads to
 */
export function unpackSet(given: PackedSet | ScoredSet, format: number): ScoredSet {
  const set = format === 1 ? (given as ScoredSet) : unpack(given as PackedSet);
  const lists: readonly unknown[] = [set.labels, set.kinds, set.ids, set.scores];
  if (lists.every((list) => Array.isArray(list) && list.length === set.scores.length)) return set;
  throw new OneClassError('invalid-data', 'Its scores, groups and ids are not equally many.');
}

function unpack({ scores, groups, group, ids }: PackedSet): ScoredSet {
  const digits = digitsFor(groups.length);
  const places = group.match(new RegExp(`.{${String(digits)}}`, 'g')) ?? [];
  const groupOf = places.map(
    (place) => groups[Number.parseInt(place, RADIX)] as PackedSet['groups'][number],
  );
  return {
    labels: groupOf.map(({ label }) => label),
    kinds: groupOf.map(({ kind }) => kind),
    ids: ids?.map(String) ?? scores.map((_, i) => String(i)),
    scores: scores.map(Math.fround),
  };
}
