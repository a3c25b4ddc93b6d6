import type { Maps, Mask } from '@oneclass/core';
import { requireFinite } from './check.ts';
import { colorMap, rangeOf, type ColorRange } from './color-map.ts';
import { toRgb } from './images.ts';
import { oneMap, resizeMap } from './one-map.ts';
import { rawPicture } from './raw-picture.ts';
import { segmentation } from './segmentation.ts';

export interface MapPngOptions {
  /** The map's own lowest to highest score when absent; give one range to compare maps. */
  readonly range?: ColorRange | undefined;
  /** Of the picture, in pixels; the map's own when absent. Enlarges without smoothing. */
  readonly size?: readonly [height: number, width: number] | undefined;
}

export interface MaskPngOptions {
  /** Of pixels. */
  readonly threshold: number;
}

/**
 * One score map in colour (inferno), as pages show it.
 *
 * @param map `[height, width]`, or `[1, height, width]` as a detector gives it of one image
 * @returns a PNG's bytes
 * @throws OneClassError `invalid-shape` for anything but one map; `invalid-data` for a value that
 *   is not finite; `invalid-argument` for a wrong size or a range upside down
 */
export async function mapPng(map: Maps, options: MapPngOptions = {}): Promise<Uint8Array> {
  const own = oneMap(map);
  const { range = rangeOf(own.data), size } = options;
  requireFinite([range.minimum, range.maximum], 'range');
  const { data, height, width } = size ? resizeMap(own, size) : own;
  const { data: colors } = toRgb(colorMap({ data, shape: [1, height, width] }, range));
  const picture = await rawPicture(colors, { width, height, channels: 3 });
  return picture.png({ compressionLevel: 9 }).toBuffer();
}

/**
 * What a score map calls a defect: white, 255, where the score is above the threshold, and black,
 * 0, elsewhere.
 *
 * @param map `[height, width]`, or `[1, height, width]` as a detector gives it of one image
 * @returns a PNG's bytes, of one grey channel of 8 bits, of the map's size
 * @throws OneClassError `invalid-shape` for anything but one map; `invalid-data` for a value that
 *   is not finite; `invalid-argument` for a threshold that is not a number
 */
export async function maskPng(map: Maps, { threshold }: MaskPngOptions): Promise<Uint8Array> {
  const { data, height, width } = oneMap(map);
  const [mask] = segmentation({ data, shape: [1, height, width] }, threshold) as [Mask];
  const pixels = mask.data.map((value) => 255 * value);
  const picture = await rawPicture(pixels, { width, height, channels: 1 });
  return picture.toColourspace('b-w').png({ compressionLevel: 9 }).toBuffer();
}
