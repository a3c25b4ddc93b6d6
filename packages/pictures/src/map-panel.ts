import type { Maps, Mask } from '@oneclass/core';
import { colorMap, type ColorRange } from './color-map.ts';
import { toRgb, type Images } from './images.ts';
import { outlineOf, paint, requireMasks, type Rgb } from './outline.ts';
import { overlay } from './overlay.ts';
import { rawPicture } from './raw-picture.ts';
import { segmentation } from './segmentation.ts';

export interface MapPanelOptions {
  /** One, `[1, height, width, 1 or 3]`. */
  readonly image: Images;
  /** Its score map, `[1, height, width]`. */
  readonly map: Maps;
  /** Of the whole set: `mapScale`. */
  readonly range: ColorRange;
  /** Of pixels: what is above it is outlined. */
  readonly threshold?: number | null | undefined;
  /** The true defect, of the image's size. */
  readonly truth?: Mask | undefined;
}

/** Three pictures of one image side by side. */
export interface MapPanel {
  /** RGBA. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Each has an equal share of the width. */
  readonly labels: readonly string[];
}

/**
 * Both stand out from the colours of the maps, and from each other to every eye: one is light, the
 * other saturated.
 */
export const OUTLINE_COLORS = {
  found: [255, 255, 255],
  truth: [0, 209, 255],
} as const satisfies Record<string, Rgb>;
const CASING: Rgb = [0, 0, 0];
/** A line is one pixel thick for so many of a picture's width. */
export const WIDTH_OF_A_LINE = 250;

/** Pixels that a picture of the panel has at least, in width, by enlarging each of its own. */
const LEAST_WIDTH = 200;
/** Transparent, around each picture. */
const BORDER = 3;

/**
 * The image, its score map, and the map over the image; outlined on both of the latter, where it is
 * known, what is above the threshold (white) and the true defect (light blue). Small images are
 * enlarged without smoothing.
 *
 * @throws OneClassError as `overlay`, `drawOutlines` and `colorMap`
 */
export function mapPanel({ image, map, range, threshold, truth }: MapPanelOptions): MapPanel {
  const [, height = 0, width = 0] = image.shape;
  requireMasks([truth], { n: 1, height, width });
  const factor = Math.max(1, Math.ceil(LEAST_WIDTH / width));
  const found =
    threshold === null || threshold === undefined ? undefined : segmentation(map, threshold)[0];
  const lines = linesOf({ found, truth }, factor);
  const outlined = (picture: Images): Images => {
    const drawn = toRgb(enlarge(picture, factor));
    for (const { line, color } of lines) paint(drawn.data, line, color);
    return drawn;
  };
  const pictures = [
    enlarge(toRgb(image), factor),
    outlined(colorMap(map, range)),
    outlined(overlay(image, map, range)),
  ];
  return {
    ...sideBySide(pictures, { width: width * factor, height: height * factor }),
    labels: ['image', 'score map', 'map over the image'],
  };
}

/**
 * White inside of what was found, blue outside of the true defect; each with a dark line along it,
 * to be seen on light ground too.
 */
function linesOf(
  { found, truth }: { found: Mask | undefined; truth: Mask | undefined },
  factor: number,
): { line: Uint8Array; color: Rgb }[] {
  return [
    { mask: truth, color: OUTLINE_COLORS.truth, side: 'outside' } as const,
    { mask: found, color: OUTLINE_COLORS.found, side: 'inside' } as const,
  ].flatMap(({ mask, color, side }) => {
    if (!mask) return [];
    const large = enlargeMask(mask, factor);
    const thickness = Math.max(1, Math.round(large.width / WIDTH_OF_A_LINE));
    return [
      { line: outlineOf(large, { thickness: thickness + 1, side }), color: CASING },
      { line: outlineOf(large, { thickness, side }), color },
    ];
  });
}

/** Each pixel becomes a square of `factor`². */
function enlarge({ data, shape }: Images, factor: number): Images {
  const [n = 0, height = 0, width = 0, channels = 0] = shape;
  if (factor === 1) return { data, shape };
  const row = width * channels;
  const line = new Uint8Array(row * factor);
  const enlarged = new Uint8Array(n * height * factor * line.length);
  for (let y = 0; y < n * height; y++) {
    for (let x = 0, to = 0; x < row; x += channels) {
      for (let copy = 0; copy < factor; copy++)
        for (let channel = 0; channel < channels; channel++)
          line[to++] = data[y * row + x + channel] as number;
    }
    for (let copy = 0; copy < factor; copy++) enlarged.set(line, (y * factor + copy) * line.length);
  }
  return { data: enlarged, shape: [n, height * factor, width * factor, channels] };
}

function enlargeMask({ width, height, data }: Mask, factor: number): Mask {
  return {
    width: width * factor,
    height: height * factor,
    data: enlarge({ data, shape: [1, height, width, 1] }, factor).data as Uint8Array,
  };
}

function sideBySide(
  pictures: readonly Images[],
  { width, height }: { width: number; height: number },
): Omit<MapPanel, 'labels'> {
  const cell = width + 2 * BORDER;
  const panel = { width: pictures.length * cell, height: height + 2 * BORDER };
  const data = new Uint8Array(4 * panel.width * panel.height);
  pictures.forEach((picture, column) => {
    const pixels = picture.data as Uint8Array;
    for (let y = 0, from = 0; y < height; y++) {
      let to = 4 * ((y + BORDER) * panel.width + column * cell + BORDER);
      for (let x = 0; x < width; x++) {
        data[to++] = pixels[from++] as number;
        data[to++] = pixels[from++] as number;
        data[to++] = pixels[from++] as number;
        data[to++] = 255;
      }
    }
  });
  return { data, ...panel };
}

/**
 * As a file: PNG without loss, or WebP, which looks the same at a seventh of the size for a
 * photograph.
 * @param format 'png' to keep, 'webp' for a page with many
 */
export async function encodePanel(
  { data, width, height }: MapPanel,
  format: 'png' | 'webp',
): Promise<Uint8Array> {
  const picture = await rawPicture(data, { width, height, channels: 4 });
  return format === 'png'
    ? picture.png({ compressionLevel: 6 }).toBuffer()
    : picture.webp({ quality: 88, smartSubsample: true, effort: 2 }).toBuffer();
}
