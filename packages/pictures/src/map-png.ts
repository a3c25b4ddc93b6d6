import type { Maps, Mask } from '@oneclass/core';
import { requireFinite } from './check.ts';
import { colorMap, rangeOf, type ColorRange } from './color-map.ts';
import { toRgb, type Images } from './images.ts';
import { OUTLINE_COLORS, WIDTH_OF_A_LINE } from './map-panel.ts';
import { oneMap, resizeMap } from './one-map.ts';
import { drawOutlines } from './outline.ts';
import { overlay } from './overlay.ts';
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
  /** Of the picture, in pixels; the map's own when absent. Enlarges without smoothing. */
  readonly size?: readonly [height: number, width: number] | undefined;
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
 * @returns a PNG's bytes, of one grey channel of 8 bits
 * @throws OneClassError `invalid-shape` for anything but one map; `invalid-data` for a value that
 *   is not finite; `invalid-argument` for a threshold that is not a number, or a wrong size
 */
export async function maskPng(map: Maps, options: MaskPngOptions): Promise<Uint8Array> {
  // In JavaScript they may be missing, which is the threshold's error.
  const given: Partial<MaskPngOptions> | undefined = options;
  const own = oneMap(map);
  const { data, height, width } = given?.size ? resizeMap(own, given.size) : own;
  const threshold = given?.threshold as number;
  const [mask] = segmentation({ data, shape: [1, height, width] }, threshold) as [Mask];
  const pixels = mask.data.map((value) => 255 * value);
  const picture = await rawPicture(pixels, { width, height, channels: 1 });
  return picture.toColourspace('b-w').png({ compressionLevel: 9 }).toBuffer();
}

export interface OverlayPngOptions {
  readonly range: ColorRange;
  /** Of pixels: what is above it is outlined in white; nothing when absent. */
  readonly threshold?: number | null | undefined;
}

/**
 * One score map over its image, at the image's size; the map is enlarged without smoothing.
 *
 * @param image one, `[1, height, width, 1 or 3]`
 * @param map `[height, width]`, or `[1, height, width]` as a detector gives it of one image
 * @returns a PNG's bytes
 * @throws OneClassError as `overlay`, `oneMap` and `segmentation`
 */
export async function overlayPng(
  image: Images,
  map: Maps,
  { range, threshold }: OverlayPngOptions,
): Promise<Uint8Array> {
  const [, height = 0, width = 0] = image.shape;
  const { data } = resizeMap(oneMap(map), [height, width]);
  const maps = { data, shape: [1, height, width] };
  const drawn = overlay(image, maps, range);
  const outlined =
    threshold === null || threshold === undefined
      ? drawn
      : drawOutlines(drawn, segmentation(maps, threshold), {
          color: OUTLINE_COLORS.found,
          thickness: Math.max(1, Math.round(width / WIDTH_OF_A_LINE)),
        });
  const picture = await rawPicture(outlined.data as Uint8Array, { width, height, channels: 3 });
  return picture.png({ compressionLevel: 6 }).toBuffer();
}
