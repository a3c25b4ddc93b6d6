import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { imageShape, images } from '@oneclass/core/node';

interface Golden {
  readonly name: string;
  readonly file: string;
  readonly shape: readonly number[];
  readonly pixels: readonly number[];
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

describe('an image file is read as Pillow reads it', () => {
  it.each(GOLDEN)('$name', async ({ name, file, shape, pixels }) => {
    const bytes = Buffer.from(file, 'base64');
    const set = await images([bytes]);
    expect(set).toMatchObject({ size: 1, sampleShape: shape, ids: ['0'] });
    expect(await imageShape(bytes)).toEqual(shape);
    const largest = Math.max(
      ...set.bytes.map((value, i) => Math.abs(value - (pixels[i] as number))),
    );
    expect(set.bytes).toHaveLength(pixels.length);
    expect(largest).toBeLessThanOrEqual(toleranceOf(name));
  });
});
