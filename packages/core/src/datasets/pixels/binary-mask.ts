import type { Mask } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';

/** Grey values of a mask as its file has them, row by row. */
export interface GreyMask {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array | Uint16Array;
  /** Whether the file was JPEG, which has no numbers of kinds: what is dark may be ripples. */
  readonly lossy?: boolean | undefined;
}

/** Up to here a value is the number of a kind of defect. */
const MOST_KINDS = 15;
/** What lies between these shares of the range belongs to an edge. */
const GREY_FROM = 1 / 8;
const GREY_TO = 3 / 4;
/** Share of all pixels that may lie there. */
const MOST_GREY = 1 / 8;

/**
 * 1 where the defect is. Values up to 15, but for JPEG's, are numbers of kinds: all but 0 are
 * defect. Others are cut at half of the mask's range, as what JPEG, smooth edges and scaling make
 * of two values.
 *
 * @param name in an error
 * @throws OneClassError `invalid-data` for what was not two values: an area of one grey from an
 *   eighth to three quarters of the range, which may be a kind of its own, or more than an eighth
 *   of all pixels there, as a photograph has
 */
export function binaryMask(mask: GreyMask, name: string): Mask {
  const { height, width, data } = mask;
  const { lowest, highest } = rangeOf(data);
  const range = highest - lowest;
  const numbered = range === 0 || (highest <= MOST_KINDS && mask.lossy !== true);
  if (!numbered)
    checkTwoHumps(mask, { from: lowest + GREY_FROM * range, to: lowest + GREY_TO * range, name });
  const least = numbered ? 1 : lowest + range / 2;
  const marked = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) marked[i] = Number((data[i] as number) >= least);
  return { height, width, data: marked };
}

function rangeOf(data: GreyMask['data']): { lowest: number; highest: number } {
  let lowest = Infinity;
  let highest = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { lowest, highest };
}

function checkTwoHumps(
  mask: GreyMask,
  { from, to, name }: { from: number; to: number; name: string },
): void {
  const { data } = mask;
  let grey = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value < from || value > to) continue;
    grey++;
    if (isFlat(mask, i)) throw notTwoValues(name, `has an area of grey ${value}`);
  }
  if (grey > MOST_GREY * data.length)
    throw notTwoValues(
      name,
      `is grey in ${Math.round((100 * grey) / data.length)} % of its pixels`,
    );
}

/** Whether a pixel and all eight around it have one value, as no smooth edge has. */
function isFlat({ height, width, data }: GreyMask, i: number): boolean {
  const [x, y] = [i % width, Math.floor(i / width)];
  if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return false;
  for (const row of [i - width, i, i + width])
    for (let at = row - 1; at <= row + 1; at++) if (data[at] !== data[i]) return false;
  return true;
}

const notTwoValues = (name: string, what: string): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${name}: a mask that ${what}. Expected two values, black and bright, also with smooth ` +
      `edges or from JPEG; or numbers of kinds, 0 to ${MOST_KINDS}. Make every defect white.`,
    { argument: name, expected: 'two values, or numbers of kinds' },
  );
