import * as tf from '@tensorflow/tfjs';
import { nextTurn, type Rng, type SampleShape } from '@oneclass/core';
import type { Layer, Mode } from '@oneclass/nn';
import { toPixels } from './network.ts';

/** `count` codes from N(0, 1)ᵈ, `[count · d]`. */
export const drawCodes = (rng: Rng, count: number, latentSize: number): Float32Array =>
  Float32Array.from({ length: count * latentSize }, () => rng.normal());

export interface GenerateOptions {
  readonly count: number;
  readonly latentSize: number;
  readonly sampleShape: SampleShape;
  /** Of the codes. */
  readonly rng: Rng;
  /** Of batch norm; inference when absent. */
  readonly mode?: Mode;
}

/** Codes at a time. */
const AT_A_TIME = 32;

/** Images G(z) for drawn codes: `[count, height, width, channels]` in [0, 1]. */
export async function generateImages(
  generator: Layer,
  { count, latentSize, sampleShape, rng, mode = { training: false } }: GenerateOptions,
): Promise<Float32Array> {
  const pixels = sampleShape[0] * sampleShape[1] * sampleShape[2];
  const images = new Float32Array(count * pixels);
  const codes = drawCodes(rng, count, latentSize);
  for (let start = 0; start < count; start += AT_A_TIME) {
    const end = Math.min(count, start + AT_A_TIME);
    const batch = tf.tidy(() => {
      const some = tf.tensor2d(codes.slice(start * latentSize, end * latentSize), [
        end - start,
        latentSize,
      ]);
      return toPixels(generator.apply(some, mode));
    });
    try {
      images.set(await batch.data<'float32'>(), start * pixels);
    } finally {
      batch.dispose();
    }
    await nextTurn();
  }
  return images;
}
