import type { ImageSize, IgnoredArea, Mask } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';

/** Changes of sides along the rows; a mask of noise has more. */
const MOST_RUNS = 100_000;

/**
 * @param mask of an image's size, 1 where it is to be ignored
 * @param fill a byte
 * @throws OneClassError `invalid-data` for a mask that ignores nothing or everything, or is no
 *   area but noise
 */
export function ignoredArea({ width, height, data }: Mask, fill: number): IgnoredArea {
  const ignored = data.reduce((sum, value) => sum + value, 0);
  if (ignored === 0 || ignored === data.length)
    throw wrongMask(`ignores ${ignored === 0 ? 'nothing' : 'the whole image'}`);
  const runs: number[] = [];
  let [value, length] = [0, 0];
  for (const next of data) {
    if (next !== value) {
      runs.push(length);
      [value, length] = [next, 0];
    }
    length++;
  }
  runs.push(length);
  if (runs.length > MOST_RUNS) throw wrongMask('has too many small parts, as noise has');
  return { width, height, runs, fill };
}

const wrongMask = (what: string): OneClassError =>
  new OneClassError(
    'invalid-data',
    `The area to ignore ${what}. Expected a mask that is white where images are to be ignored ` +
      'and black where they are to be looked at.',
    { argument: 'ignore' },
  );

/** @throws OneClassError `invalid-argument` */
export function checkIgnored({ width, height, runs, fill }: IgnoredArea): void {
  const whole = (value: number, least: number): boolean =>
    Number.isSafeInteger(value) && value >= least;
  const valid =
    whole(width, 1) &&
    whole(height, 1) &&
    runs.every((run, i) => whole(run, i === 0 ? 0 : 1)) &&
    runs.reduce((sum, run) => sum + run, 0) === width * height &&
    whole(fill, 0) &&
    fill <= 255;
  if (valid) return;
  throw new OneClassError(
    'invalid-argument',
    'Invalid area to ignore: expected width and height, as many pixels in `runs`, and a byte as ' +
      '`fill`; `ignoredArea` makes one of a mask.',
    { argument: 'ignore', received: { width, height, fill } },
  );
}

/** Images come in few sizes: the last one of each area. */
const last = new WeakMap<IgnoredArea, { readonly size: ImageSize; readonly pixels: Uint8Array }>();

/**
 * The area at a size: each pixel is ignored where its middle lies in it.
 * @returns `[height · width]`, 1 where ignored; not to be changed
 */
export function ignoredPixels(area: IgnoredArea, size: ImageSize): Uint8Array {
  const found = last.get(area);
  if (found?.size.height === size.height && found.size.width === size.width) return found.pixels;
  const own = new Uint8Array(area.width * area.height);
  let [from, value] = [0, 0];
  for (const run of area.runs) {
    own.fill(value, from, from + run);
    from += run;
    value = 1 - value;
  }
  const same = size.height === area.height && size.width === area.width;
  const pixels = same ? own : nearest(own, area, size);
  last.set(area, { size, pixels });
  return pixels;
}

function nearest(own: Uint8Array, from: ImageSize, to: ImageSize): Uint8Array {
  const at = (i: number, length: number, whole: number): number =>
    Math.floor(((2 * i + 1) * whole) / (2 * length));
  const pixels = new Uint8Array(to.height * to.width);
  for (let y = 0, i = 0; y < to.height; y++) {
    const row = at(y, to.height, from.height) * from.width;
    for (let x = 0; x < to.width; x++, i++)
      pixels[i] = own[row + at(x, to.width, from.width)] as number;
  }
  return pixels;
}

/**
 * An image with the area filled.
 * @param pixels `[height, width, channels]`
 * @returns a copy
 */
export function fillIgnored(
  pixels: Uint8Array,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
  area: IgnoredArea,
): Uint8Array {
  const filled = pixels.slice();
  const ignored = ignoredPixels(area, { height, width });
  for (let i = 0; i < ignored.length; i++)
    if (ignored[i] === 1) filled.fill(area.fill, i * channels, (i + 1) * channels);
  return filled;
}

/** The values of an image that are not ignored, one pixel after the other. */
export function keptValues<T extends Uint8Array | Uint16Array | Float32Array>(
  values: T,
  { height, width }: ImageSize,
  area: IgnoredArea,
): T {
  const ignored = ignoredPixels(area, { height, width });
  const channels = values.length / ignored.length;
  return values.filter((_, i) => ignored[Math.floor(i / channels)] === 0) as T;
}
