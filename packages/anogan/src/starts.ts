import { createRng } from '@oneclass/core';
import { createDigest } from '@oneclass/nn';
import { drawCodes } from './generate.ts';

export interface StartOptions {
  readonly seed: number;
  /** Codes an image. */
  readonly starts: number;
  readonly latentSize: number;
}

/**
 * The codes that an image's searches start from, `[starts · d]` from N(0, 1). They follow from the
 * seed and the image's own bytes, so that its result depends neither on its place nor on the other
 * images; the first of many starts is that of a single one.
 * @param pixels of one image, in [0, 1]
 */
export function startsOf(
  pixels: Float32Array,
  { seed, starts, latentSize }: StartOptions,
): Float32Array {
  const digest = createDigest();
  digest.update(Uint8Array.from(pixels, (value) => Math.round(255 * value)));
  const rng = createRng(seed).derive('search').derive(digest.hex());
  return Float32Array.from(
    Array.from({ length: starts }, (_, i) => [
      ...drawCodes(rng.derive(`start ${String(i)}`), 1, latentSize),
    ]).flat(),
  );
}
