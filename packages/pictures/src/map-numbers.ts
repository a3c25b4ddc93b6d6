/** @file Score maps as files of numbers, to compute with. */
import { OneClassError, type Maps } from '@oneclass/core';
import { requireFinite } from './check.ts';
import type { ColorRange } from './color-map.ts';
import { oneMap } from './one-map.ts';

/** Of the parts of a NumPy file before its numbers, together. */
const ALIGNMENT = 64;
const MAGIC = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0];

/**
 * One score map as a NumPy file, `numpy.load`: its float32 numbers as they are, `[height, width]`
 * (format 1.0, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 *
 * @param map `[height, width]`, or `[1, height, width]` as a detector gives it of one image
 * @throws OneClassError `invalid-shape` for anything but one map; `invalid-data` for a value that
 *   is not finite
 */
export function mapNpy(map: Maps): Uint8Array {
  const { data, height, width } = oneMap(map);
  const about = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}), }`;
  const before = MAGIC.length + 2;
  const length = ALIGNMENT * Math.ceil((before + about.length + 1) / ALIGNMENT) - before;
  const header = new TextEncoder().encode(`${about.padEnd(length - 1)}\n`);
  const file = new Uint8Array(before + length + 4 * data.length);
  const view = new DataView(file.buffer);
  file.set(MAGIC);
  view.setUint16(MAGIC.length, length, true);
  file.set(header, before);
  data.forEach((score, i) => {
    view.setFloat32(before + length + 4 * i, score, true);
  });
  return file;
}

export interface MapPng16Options {
  /** Scores of 0 and of 65535: of all maps that are to compare. */
  readonly range: ColorRange;
}

const HIGHEST = 0xffff;

/**
 * One score map as a grey PNG of 16 bits: a value v stands for the score minimum + v / 65535 ·
 * (maximum − minimum), to half a step. What lies beyond the range is clipped.
 *
 * @param map `[height, width]`, or `[1, height, width]` as a detector gives it of one image
 * @returns a PNG's bytes, of the map's size
 * @throws OneClassError as {@link mapNpy}; `invalid-argument` for a range upside down
 */
export async function mapPng16(map: Maps, { range }: MapPng16Options): Promise<Uint8Array> {
  const { data, height, width } = oneMap(map);
  const { minimum, maximum } = range;
  requireFinite([minimum, maximum], 'range');
  if (minimum > maximum) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid range: its minimum ${minimum} is above its maximum ${maximum}.`,
      { argument: 'range', received: range },
    );
  }
  const span = maximum - minimum || 1;
  const values = Uint16Array.from(data, (score) =>
    Math.round(HIGHEST * Math.min(1, Math.max(0, (score - minimum) / span))),
  );
  const { default: sharp } = await import('sharp');
  return sharp(values, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png({ compressionLevel: 9 })
    .toBuffer();
}
