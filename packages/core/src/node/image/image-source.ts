import type { SampleShape } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { readBytes } from '../file/read-bytes.ts';
import { decodeImage, encodedShape } from './decode-image.ts';
import { channelsOf, flatPixels, VALUES } from './flat-pixels.ts';

/** Pixels as a program has them; a canvas's `ImageData` is one. */
export interface PixelImage {
  /** `[height, width, channels]`, row-major, 0 to 255; read, not kept. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /**
   * 1 for grey, 3 for RGB, 4 for RGB and alpha not multiplied in; 4 when absent, as in `ImageData`.
   */
  readonly channels?: 1 | 3 | 4 | undefined;
}

/** A file's path, the content of a PNG, JPEG, WebP or BMP file (a Buffer is one), or pixels. */
export type ImageSource = string | Uint8Array | PixelImage;

export interface FlatImage {
  /** `[height, width, channels]` of `shape`, row-major. */
  readonly pixels: Uint8Array;
  readonly shape: SampleShape;
}

/** What a source is called in errors and ids: a path as it is, others by their position. */
export const sourceName = (source: ImageSource, position: number): string =>
  typeof source === 'string' ? source : `sources[${position}]`;

interface SourceOptions {
  /** What to call it in an error. */
  readonly name: string;
  readonly maxPixels: number;
}

/** Its shape when read, from its header only. @throws OneClassError as {@link readSource} */
export async function sourceShape(
  source: ImageSource,
  { name, maxPixels }: SourceOptions,
): Promise<SampleShape> {
  const encoded = typeof source === 'string' ? await readBytes(source) : source;
  if (encoded instanceof Uint8Array) return encodedShape({ name, bytes: encoded }, maxPixels);
  const layout = layoutOf(encoded, name);
  return [encoded.height, encoded.width, channelsOf(layout)];
}

/**
 * Its pixels: turned, transparency laid on black, 8 bits.
 * @throws OneClassError `not-found`, `invalid-argument`, `invalid-data`, `missing-package`
 */
export async function readSource(
  source: ImageSource,
  { name, maxPixels }: SourceOptions,
): Promise<FlatImage> {
  const encoded = typeof source === 'string' ? await readBytes(source) : source;
  const { data, layout, height, width } =
    encoded instanceof Uint8Array
      ? await decodeImage({ name, bytes: encoded }, maxPixels)
      : { ...encoded, layout: layoutOf(encoded, name) };
  return { pixels: flatPixels(data, layout), shape: [height, width, channelsOf(layout)] };
}

const LAYOUTS = { 1: 'grey', 3: 'rgb', 4: 'rgb-alpha' } as const;

/** Checks pixels as it goes. */
function layoutOf(image: PixelImage, name: string): 'grey' | 'rgb' | 'rgb-alpha' {
  if (typeof image !== 'object' || (image as unknown) === null || !('data' in image))
    throw wrongSource(name, image);
  const { data, width, height, channels = 4 } = image;
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    throw new OneClassError(
      'invalid-argument',
      `${name}: expected pixels as Uint8Array or Uint8ClampedArray, 0 to 255. Received: ` +
        `${describe(data)}. Bring them to bytes first.`,
      { argument: name, expected: 'a Uint8Array or Uint8ClampedArray', received: data },
    );
  }
  const layout = Object.hasOwn(LAYOUTS, channels) ? LAYOUTS[channels] : undefined;
  const sized = [width, height].every((side) => Number.isSafeInteger(side) && side > 0);
  if (layout === undefined || !sized || data.length !== width * height * VALUES[layout]) {
    throw new OneClassError(
      'invalid-data',
      `${name}: expected width × height × channels bytes, width and height 1 or more, ` +
        'channels 1, 3 or 4 (4 when absent). ' +
        `Received: ${data.length} bytes, ${String(width)} × ${String(height)} × ` +
        `${String(channels)}.`,
      { argument: name, expected: 'width × height × channels bytes', received: data.length },
    );
  }
  return layout;
}

const describe = (value: unknown): string =>
  value === null
    ? 'null'
    : ((value as { constructor?: { name: string } | undefined } | undefined)?.constructor?.name ??
      typeof value);

const wrongSource = (name: string, received: unknown): OneClassError =>
  new OneClassError(
    'invalid-argument',
    `${name}: expected a path, the content of an image file (Buffer, Uint8Array), or pixels { ` +
      'data, width, height, channels }. ' +
      `Received: ${describe(received)}.`,
    {
      argument: name,
      expected: 'a path, a Uint8Array, or { data, width, height, channels }',
      received,
    },
  );
