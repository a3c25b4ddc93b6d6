import { basename, extname, join } from 'node:path';
import { PICTURES } from './folder.ts';

export interface PictureOf {
  /** Of the image, among those of the page, from 0. */
  readonly position: number;
  /** Its path, or what else it is called. */
  readonly id: string;
  /** What it is, where that is known: 'crack'. */
  readonly kind?: string | undefined;
}

/**
 * The file of an image's picture, '00001-crack-003.png': its number is that of the image among the
 * results, so that a result can name its picture before it is drawn.
 */
export function pictureName({ position, id, kind = '' }: PictureOf): string {
  const words = [String(position + 1).padStart(DIGITS, '0'), kind, basename(id, extname(id))];
  const plain = words
    .map((word) => startOf(word.replace(/[^\p{L}\p{N}_.]+/gu, '-')))
    .filter((word) => word !== '');
  return `${plain.join('-')}.png`;
}

/** Where that picture will be, when `writeMapPage` has written the page of this folder. */
export const picturePath = (folder: string, picture: PictureOf): string =>
  join(folder, PICTURES, pictureName(picture));

const DIGITS = 5;

/** File systems count bytes: two words, the number and the extension are 255 of them at most. */
const LONGEST_WORD = { characters: 60, bytes: 110 };

/** As much of a word as a file's name may have, in whole characters. */
function startOf(word: string): string {
  let start = '';
  for (const character of Array.from(word).slice(0, LONGEST_WORD.characters)) {
    if (Buffer.byteLength(start + character) > LONGEST_WORD.bytes) break;
    start += character;
  }
  return start;
}
