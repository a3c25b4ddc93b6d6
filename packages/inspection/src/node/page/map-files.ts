/** @file Score maps as files beside the pictures of a page. */
import { extname, join } from 'node:path';
import { OneClassError, type ImageSize, type Maps } from '@oneclass/core';
import {
  mapNpy,
  mapPng16,
  maskPng,
  overlayPng,
  type ColorRange,
  type Images,
} from '@oneclass/pictures';
import { PICTURES, writeInto, type MapsFolder } from './folder.ts';

/**
 * `float32`: a NumPy file of the map's scores; `png16`: a grey PNG of 16 bits; both of the map's
 * size. `mask`: white above the pixel threshold; `overlay`: the map over the image; both of the
 * image's size, turned as its EXIF orientation says.
 */
export type MapFormat = 'float32' | 'png16' | 'mask' | 'overlay';

const ENDINGS = {
  float32: '.npy',
  png16: '.map16.png',
  mask: '.mask.png',
  overlay: '.overlay.png',
} as const satisfies Record<MapFormat, string>;

export const MAP_FORMATS = Object.keys(ENDINGS) as readonly MapFormat[];

/** Where a folder of pictures says which scores the 16-bit values are of. */
export const SCALE_FILE = 'map16.json';

export interface MapFiles {
  readonly formats: readonly MapFormat[];
  /** Of each image; as of {@link MapFormat}. */
  readonly size: (index: number) => ImageSize;
  /** Of that size, `[1, height, width, channels]`; for `overlay`. */
  readonly original: (index: number) => Promise<Images>;
}

/** @throws OneClassError `invalid-argument` for a mask without a threshold */
export function checkFormats(formats: readonly MapFormat[], threshold: number | null): void {
  if (!formats.includes('mask') || threshold !== null) return;
  throw new OneClassError(
    'invalid-argument',
    'A mask shows what lies above the pixel threshold, and this detector has none. Give one, ' +
      'calibrate it, or leave the mask out.',
    { argument: 'mapsFormat' },
  );
}

export interface MapToWrite {
  readonly folder: MapsFolder;
  /** The picture's name, whose ending is replaced. */
  readonly name: string;
  readonly index: number;
  /** `[height, width]` */
  readonly map: Maps;
  /** As of the page's colours. */
  readonly range: ColorRange;
  /** Of all maps of the set. */
  readonly scores: ColorRange;
  /** Of pixels. */
  readonly threshold: number | null;
}

export async function writeMapFiles(
  { formats, size, original }: MapFiles,
  { folder, name, index, map, range, scores, threshold }: MapToWrite,
): Promise<void> {
  const make: Record<MapFormat, () => Uint8Array | Promise<Uint8Array>> = {
    float32: () => mapNpy(map),
    png16: () => mapPng16(map, { range: scores }),
    mask: () => {
      const { height, width } = size(index);
      return maskPng(map, { threshold: threshold ?? Infinity, size: [height, width] });
    },
    overlay: () =>
      oneAtATime(async () => overlayPng(await original(index), map, { range, threshold })),
  };
  const stem = name.slice(0, name.length - extname(name).length);
  for (const format of formats)
    await writeInto(folder, join(PICTURES, stem + ENDINGS[format]), await make[format]());
}

/** The scores of the 16-bit values 0 and 65535. */
export const writeScale = (folder: MapsFolder, { minimum, maximum }: ColorRange): Promise<void> =>
  writeInto(
    folder,
    join(PICTURES, SCALE_FILE),
    `${JSON.stringify({ minimum, maximum }, null, 2)}\n`,
  );

let last: Promise<unknown> = Promise.resolve();

/** Images of their own size may be large: one of them in memory. */
function oneAtATime<T>(act: () => Promise<T>): Promise<T> {
  const next = last.then(act, act);
  last = next.catch(() => undefined);
  return next;
}
