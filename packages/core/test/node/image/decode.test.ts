import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { InputSpec, ValueRange } from '@oneclass/core';
import type { ImageFacts } from '@oneclass/core/datasets';
import { imageRange, imageShape, images } from '@oneclass/core/node';

interface Golden {
  readonly name: string;
  readonly file: string;
  readonly shape: readonly [number, number, 1 | 3];
  readonly pixels: readonly number[];
  /** Of 16 bits: the pixels over a range in 256 levels, and the share of those beyond it. */
  readonly ranged?: {
    readonly range: ValueRange;
    readonly pixels: readonly number[];
    readonly clipped: number;
  };
  /** Of 16 bits: the least and the greatest value. */
  readonly own?: ValueRange;
}

/** Made by golden-images.py beside this. */
const GOLDEN = JSON.parse(
  await readFile(new URL('golden-images.json', import.meta.url), 'utf8'),
) as Golden[];

/**
 * JPEG and AVIF leave the last bit of their arithmetic to the decoder; alpha that is multiplied in
 * is divided out on the way, rounded.
 */
function toleranceOf(name: string): number {
  if (/JPEG|AVIF/.test(name)) return 2;
  return name.includes('multiplied in') ? 1 : 0;
}

function expectClose(bytes: Uint8Array, golden: readonly number[], tolerance: number): void {
  expect(bytes).toHaveLength(golden.length);
  const largest = Math.max(...bytes.map((value, i) => Math.abs(value - (golden[i] as number))));
  expect(largest).toBeLessThanOrEqual(tolerance);
}

describe('an image file is read as Pillow reads it', () => {
  it.each(GOLDEN)('$name', async ({ name, file, shape, pixels }) => {
    const bytes = Buffer.from(file, 'base64');
    const set = await images([bytes]);
    expect(set).toMatchObject({ size: 1, sampleShape: shape, ids: ['0'] });
    expect(await imageShape(bytes)).toEqual(shape);
    expectClose(set.bytes, pixels, toleranceOf(name));
  });
});

const DEEP = GOLDEN.flatMap(({ ranged, own, ...golden }) =>
  ranged && own ? [{ ...golden, ranged, own }] : [],
);

describe('all of 16 bits are read over a range', () => {
  it.each(DEEP)('$name', async ({ name, file, shape, ranged, own }) => {
    const bytes = Buffer.from(file, 'base64');
    const [height, width, channels] = shape;
    const { range, pixels, clipped } = ranged;
    const input: InputSpec = { height, width, channels, resize: 'area', range };
    const facts: ImageFacts[] = [];
    const set = await images([bytes], input, { onImage: (image) => facts.push(image) });
    expectClose(set.bytes, pixels, toleranceOf(name));
    expect(facts).toEqual([
      { position: 0, name: 'sources[0]', shape, bits: 16, clipped, pages: 1 },
    ]);
    if (name.startsWith('AVIF')) return;
    expect(await imageRange([bytes])).toEqual(own);
  });
});
