import { OneClassError, type Maps } from '@oneclass/core';
import { colorMap, type ColorRange } from './color-map.ts';
import { toRgb, type Images } from './images.ts';

/** Of the map's colour where the score is the scale's highest. */
const STRONGEST = 0.85;

/**
 * Score maps over their images: an image in grey, and on each of its pixels the map's colour, the
 * stronger the higher the score stands on the scale. Normal places stay as they look. The colours
 * are those of `colorMap` only where they are strongest, so that a map beside it has the legend.
 *
 * @param images `[n, height, width, 1 or 3]`
 * @param maps `[n, height, width]`
 * @returns bytes, `[n, height, width, 3]`
 * @throws OneClassError `invalid-shape` for sizes that don't fit, and as `colorMap`
 */
export function overlay(images: Images, maps: Maps, range: ColorRange): Images {
  const pixels = toRgb(images);
  requireSameSize(images, maps);
  const colors = colorMap(maps, range).data;
  const span = range.maximum - range.minimum;
  const blended = pixels.data;
  for (let i = 0; i < maps.data.length; i++) {
    const share =
      span === 0 ? 0 : Math.min(1, Math.max(0, ((maps.data[i] as number) - range.minimum) / span));
    const strength = STRONGEST * share;
    const grey = luma(blended, 3 * i);
    for (let channel = 3 * i; channel < 3 * i + 3; channel++)
      blended[channel] = Math.round((1 - strength) * grey + strength * (colors[channel] as number));
  }
  return pixels;
}

/** Rec. 601. */
const luma = (pixels: Uint8Array, at: number): number =>
  0.299 * (pixels[at] as number) +
  0.587 * (pixels[at + 1] as number) +
  0.114 * (pixels[at + 2] as number);

function requireSameSize(images: Images, maps: Maps): void {
  const [expected, received] = [images, maps].map(({ shape }) => shape.slice(0, 3).join(', '));
  if (maps.shape.length === 3 && expected === received) return;
  throw new OneClassError(
    'invalid-shape',
    `Invalid maps: expected [${expected ?? ''}], one number for each pixel of the images. ` +
      `Received: [${maps.shape.join(', ')}].`,
    {
      argument: 'maps',
      expected: `[${expected ?? ''}]`,
      received: maps.shape,
    },
  );
}
