import { createRng, type SampleShape } from '@oneclass/core';
import type { Images } from './images.ts';

/** Dark images of soft waves, slightly shifted and noisy: what a method is to learn. */
export function drawNormal(
  sampleShape: SampleShape,
  { size, seed }: { size: number; seed: number },
): Images {
  const rng = createRng(seed).derive('normal');
  return draw(sampleShape, size, () => {
    const shift = 0.6 * rng.uniform();
    return (row, column) =>
      0.15 + 0.1 * Math.sin(0.7 * row + 0.4 * column + shift) + 0.04 * rng.uniform();
  });
}

/** Bright noise: far from the normal images for a method that has learnt next to nothing, too. */
export function drawAnomalous(
  sampleShape: SampleShape,
  { size, seed }: { size: number; seed: number },
): Images {
  const rng = createRng(seed).derive('anomalous');
  return draw(sampleShape, size, () => () => 0.4 + 0.6 * rng.uniform());
}

/** One grey value everywhere: nothing to learn. */
export const drawConstant = (
  sampleShape: SampleShape,
  { size, value }: { size: number; value: number },
): Images => draw(sampleShape, size, () => () => value);

/** Images of one grey value each, from black to white. */
export function drawColours(sampleShape: SampleShape, size: number): Images {
  let next = 0;
  return draw(sampleShape, size, () => {
    const value = next++ / Math.max(1, size - 1);
    return () => value;
  });
}

function draw(
  sampleShape: SampleShape,
  size: number,
  image: () => (row: number, column: number) => number,
): Images {
  const [height, width, channels] = sampleShape;
  const data = new Float32Array(size * height * width * channels);
  let filled = 0;
  for (let i = 0; i < size; i++) {
    const pixel = image();
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        for (let channel = 0; channel < channels; channel++) data[filled++] = pixel(row, column);
      }
    }
  }
  return { data, size, sampleShape };
}
