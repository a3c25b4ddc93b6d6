import type { SampleShape } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { channelsOf, flatPixels, VALUES } from './flat-pixels.ts';

/** Pixels as a program has them; a canvas's `ImageData` is one. */
export interface PixelImage {
  /**
   * `[height, width, channels]`, row-major, 0 to 255; read, not kept. A Uint16Array, 0 to 65535,
   * where the input has a `range`.
   */
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array;
  readonly width: number;
  readonly height: number;
  /**
   * 1 for grey, 3 for RGB, 4 for RGB and alpha not multiplied in; 4 when absent, as in `ImageData`.
   */
  readonly channels?: 1 | 3 | 4 | undefined;
}

/**
 * A file's path, the content of a file of a format that is read (a Buffer is one), or pixels; files
 * are read in Node only.
 */
export type ImageSource = string | Uint8Array | PixelImage;

export interface FlatImage {
  /** `[height, width, channels]` of `shape`, row-major. */
  readonly pixels: Uint8Array | Uint16Array;
  readonly shape: SampleShape;
}

/**
 * Grey or RGB of the same depth, transparency laid on black.
 * @param name what to call it in an error
 * @throws OneClassError `invalid-argument` for what is no image; `invalid-data` for one whose size
 *   and data do not belong together
 */
export function readPixels(image: PixelImage, name: string): FlatImage {
  const layout = layoutOf(image, name);
  return {
    pixels: flatPixels(image.data, layout),
    shape: [image.height, image.width, channelsOf(layout)],
  };
}

/** Its shape when read. @throws OneClassError as {@link readPixels} */
export function pixelShape(image: PixelImage, name: string): SampleShape {
  const channels = channelsOf(layoutOf(image, name));
  return [image.height, image.width, channels];
}

const KINDS = [Uint8Array, Uint8ClampedArray, Uint16Array];
const LAYOUTS = { 1: 'grey', 3: 'rgb', 4: 'rgb-alpha' } as const;

/** Checks pixels as it goes. */
function layoutOf(image: PixelImage, name: string): 'grey' | 'rgb' | 'rgb-alpha' {
  if (typeof image !== 'object' || (image as unknown) === null || !('data' in image))
    throw wrongSource(name, image);
  const { data, width, height, channels = 4 } = image;
  if (!KINDS.some((kind) => data instanceof kind)) {
    throw new OneClassError(
      'invalid-argument',
      `${name}: expected pixels as Uint8Array or Uint8ClampedArray, 0 to 255, or Uint16Array, 0 ` +
        `to 65535. Received: ${describe(data)}. Bring them to bytes first.`,
      { argument: name, expected: KINDS.map((kind) => kind.name).join(', '), received: data },
    );
  }
  const layout = Object.hasOwn(LAYOUTS, channels) ? LAYOUTS[channels] : undefined;
  const sized = [width, height].every((side) => Number.isSafeInteger(side) && side > 0);
  if (layout === undefined || !sized || data.length !== width * height * VALUES[layout]) {
    throw new OneClassError(
      'invalid-data',
      `${name}: expected width × height × channels values, width and height 1 or more, ` +
        'channels 1, 3 or 4 (4 when absent). ' +
        `Received: ${data.length} values, ${String(width)} × ${String(height)} × ` +
        `${String(channels)}.`,
      { argument: name, expected: 'width × height × channels values', received: data.length },
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
