/** What an image was called, and whether that is right where it is known. */
export type Verdict =
  'missed' | 'false alarm' | 'found' | 'passed' | 'anomalous' | 'uncertain' | 'normal';

export interface Judged {
  /** Of each image. */
  readonly scores: ArrayLike<number>;
  /** null without one. */
  readonly threshold: number | null;
  /** Above it, and not above the threshold, an image without a label is uncertain. */
  readonly uncertain?: number | undefined;
  /** 1 = anomalous; undefined when nobody knows. */
  readonly labels?: ArrayLike<number> | undefined;
}

/** Images that belong together on the page. */
export interface ImageGroup {
  readonly title: string;
  /** What is in it, and in which order. */
  readonly about: string;
  /** In the set. */
  readonly positions: readonly number[];
}

/** undefined without a threshold */
export function verdictOf(
  { scores, threshold, uncertain = Infinity, labels }: Judged,
  index: number,
): Verdict | undefined {
  if (threshold === null) return undefined;
  const score = scores[index] as number;
  const called = score > threshold;
  if (!labels) return called ? 'anomalous' : score > uncertain ? 'uncertain' : 'normal';
  if (labels[index] === 1) return called ? 'found' : 'missed';
  return called ? 'false alarm' : 'passed';
}

interface GroupKind {
  readonly title: string;
  readonly about: string;
  readonly has: (verdict: Verdict | undefined, label: number | undefined) => boolean;
  readonly order: 'rising' | 'falling';
}

const BY_VERDICT: readonly GroupKind[] = [
  {
    title: 'Missed',
    about: 'Anomalous images at or below the threshold, the lowest score first.',
    has: (verdict) => verdict === 'missed',
    order: 'rising',
  },
  {
    title: 'False alarms',
    about: 'Normal images above the threshold, the highest score first.',
    has: (verdict) => verdict === 'false alarm',
    order: 'falling',
  },
  {
    title: 'Found',
    about: 'Anomalous images above the threshold, the lowest score first.',
    has: (verdict) => verdict === 'found',
    order: 'rising',
  },
  {
    title: 'Passed',
    about: 'Normal images at or below the threshold, the highest score first.',
    has: (verdict) => verdict === 'passed',
    order: 'falling',
  },
];
const BY_LABEL: readonly GroupKind[] = [
  {
    title: 'Anomalous images',
    about: 'The lowest score first: those that are easiest missed.',
    has: (_, label) => label === 1,
    order: 'rising',
  },
  {
    title: 'Normal images',
    about: 'The highest score first: those that are easiest taken for anomalous.',
    has: (_, label) => label === 0,
    order: 'falling',
  },
];
const BY_CALL: readonly GroupKind[] = [
  {
    title: 'Called anomalous',
    about: 'Above the threshold, the highest score first.',
    has: (verdict) => verdict === 'anomalous',
    order: 'falling',
  },
  {
    title: 'Called normal',
    about: 'At or below the threshold, the highest score first.',
    has: (verdict) => verdict === 'normal',
    order: 'falling',
  },
];
const BY_CALL_OR_UNCERTAIN: readonly GroupKind[] = [
  ...BY_CALL.slice(0, 1),
  {
    title: 'Uncertain',
    about: 'Above the uncertain threshold and not above the threshold, the highest score first.',
    has: (verdict) => verdict === 'uncertain',
    order: 'falling',
  },
  ...BY_CALL.slice(1).map((kind) => ({
    ...kind,
    about: 'At or below the uncertain threshold, the highest score first.',
  })),
];
const ALL: readonly GroupKind[] = [
  { title: 'Images', about: 'The highest score first.', has: () => true, order: 'falling' },
];

/**
 * What went wrong before what went right, each with the worst first; without labels the highest
 * scores first.
 */
export function groupImages(judged: Judged): ImageGroup[] {
  const { scores, threshold, labels } = judged;
  const kinds = labels
    ? threshold === null
      ? BY_LABEL
      : BY_VERDICT
    : threshold === null
      ? ALL
      : judged.uncertain === undefined
        ? BY_CALL
        : BY_CALL_OR_UNCERTAIN;
  const rising = Array.from(scores, (_, i) => i).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  const orders = { rising, falling: rising.toReversed() };
  return kinds.map(({ title, about, has, order }) => ({
    title,
    about,
    positions: orders[order].filter((i) => has(verdictOf(judged, i), labels?.[i])),
  }));
}

/**
 * How many of each group are shown, of a page's places in all: equal parts, and what one leaves
 * over is for the first that has more.
 */
export function shareOut(sizes: readonly number[], places: number): number[] {
  const part = Math.floor(places / sizes.length);
  const shown = sizes.map((size) => Math.min(size, part));
  let left = places - shown.reduce((sum, count) => sum + count, 0);
  return shown.map((count, i) => {
    const more = Math.min(left, (sizes[i] as number) - count);
    left -= more;
    return count + more;
  });
}
