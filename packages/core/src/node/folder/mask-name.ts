/** @file Which images a mask may be of, by its file's name. */
import { MASK_WORDS, VAGUE_WORDS } from './folder-name.ts';

/** What the name of a mask says that its image is called. */
export interface MaskOwner {
  /** Of the image, without the extension. */
  readonly stem: string;
  /** Lower ones come first. */
  readonly rank: number;
}

const oneOf = (words: readonly string[]): string =>
  words.map((word) => word.replace('groundtruth', 'ground[-_ ]?truth')).join('|');
/** 000_mask, 000-mask_2 (several of one image), '10301_GT (copy)' (KolektorSDD2) */
const suffixed = (words: readonly string[]): RegExp =>
  new RegExp(`^(.+?)[-_. ](?:${oneOf(words)})(?:[-_. ]?\\d+)?( \\(.+\\))?$`, 'iu');
const CLEAR = suffixed(MASK_WORDS);
const ANY = suffixed([...MASK_WORDS, ...VAGUE_WORDS]);
const PREFIX = new RegExp(`^(?:${oneOf(MASK_WORDS)})[-_. ](.+)$`, 'iu');

/** What a file beside images would be the mask of; empty where its name is none of a mask. */
export function namedOwners(stem: string): MaskOwner[] {
  const [, base, copy = ''] = ANY.exec(stem) ?? [];
  const [, rest] = PREFIX.exec(stem) ?? [];
  if (base === undefined) return rest === undefined ? [] : [{ stem: rest, rank: 2 }];
  const plain = base.replace(OF_COLOURS, '');
  return [
    { stem: base + copy, rank: 0 },
    ...(copy === '' ? [] : [{ stem: base, rank: 3 }]),
    ...(plain === base ? [] : [{ stem: plain, rank: 3 }]),
  ];
}

/** 000_rgb_mask */
const OF_COLOURS = /[-_. ](?:rgb|binary)$/iu;

/** Of a file in a folder of masks, which may also have its image's own name. */
export const maskOwners = (stem: string): MaskOwner[] => [...namedOwners(stem), { stem, rank: 1 }];

/** Whether a name such as 000_label might be that of an image. */
export const isVagueName = (stem: string): boolean => !CLEAR.test(stem) && !PREFIX.test(stem);

const PREVIEW = /^(.+)[-_. ](?:thumb|thumbs|thumbnail|preview)$/iu;

/** The stem of the image that a file would be the preview of. */
export const previewOwner = (stem: string): string | undefined => PREVIEW.exec(stem)?.[1];
