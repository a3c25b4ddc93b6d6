/**
 * Why an image file is not taken. A name such as '.heic' is that of a format that is not read;
 * 'other' are files that are no images.
 */
export type LeftOutReason =
  | 'mask'
  | 'anomalous'
  | 'elsewhere'
  | 'thumbnail'
  | 'scoreMap'
  | 'hidden'
  | 'name'
  | 'brokenLink'
  | 'other'
  | `.${string}`;

/** How many files are left out, by reason. */
export type LeftOut = Readonly<Partial<Record<LeftOutReason, number>>>;

/** Images that were found in a folder. */
export interface ImageList {
  /** The folder that all of them lie in: the one that was named, or one in it. */
  readonly root: string;
  readonly paths: readonly string[];
  /** What else was found in the folder that was named. */
  readonly leftOut: LeftOut;
}

/** Adds up; what is 0 is not kept. */
export function addLeftOut(...parts: readonly LeftOut[]): LeftOut {
  const sum: Partial<Record<LeftOutReason, number>> = {};
  for (const part of parts)
    for (const [reason, count] of Object.entries(part) as [LeftOutReason, number][])
      if (count > 0) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}

const PHRASES: readonly (readonly [reason: LeftOutReason, one: string, many: string])[] = [
  ['mask', 'mask', 'masks'],
  ['anomalous', 'anomalous', 'anomalous'],
  ['elsewhere', 'in another folder', 'in other folders'],
  ['thumbnail', 'preview', 'previews'],
  ['scoreMap', 'picture of a score map', 'pictures of score maps'],
  ['hidden', 'hidden file', 'hidden files'],
  ['name', 'file whose name is not UTF-8', 'files whose names are not UTF-8'],
  ['brokenLink', 'broken link', 'broken links'],
  ['other', 'other file', 'other files'],
];

/** '12 masks, 40 TIF, 3 hidden files'; empty where nothing is. */
export function describeLeftOut(leftOut: LeftOut): string {
  const formats = (Object.entries(leftOut) as [LeftOutReason, number][])
    .filter(([reason]) => reason.startsWith('.'))
    .map(([reason, count]) => `${String(count)} ${reason.slice(1).toUpperCase()}`);
  const [masks, ...rest] = PHRASES.map(([reason, one, many]) => {
    const count = leftOut[reason] ?? 0;
    return count === 0 ? '' : `${String(count)} ${count === 1 ? one : many}`;
  });
  return [masks, ...formats, ...rest].filter(Boolean).join(', ');
}
