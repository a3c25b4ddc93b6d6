import type { Dataset, SampleShape } from '@oneclass/core';
import { imageSet, type ImageSet } from '@oneclass/core/datasets';

/**
 * Bytes without a pattern that a wrong stride could hide behind; pixels/golden.py makes the same.
 */
export function patternBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i * i * 31 + i * 97 + Math.floor(i / 5) * 53);
}

export const patternSet = (size: number, sampleShape: SampleShape): ImageSet =>
  imageSet({
    data: patternBytes(size * sampleShape[0] * sampleShape[1] * sampleShape[2]),
    sampleShape,
  });

/** 1 × 1 images whose bytes are `values`, so that a batch shows which images are in it. */
export const numbered = (values: readonly number[]): ImageSet =>
  imageSet({ data: Uint8Array.from(values), sampleShape: [1, 1, 1] });

/** The same images through the `Dataset` interface only. */
export const opaque = ({ sampleShape, size, batches }: Dataset): Dataset => ({
  sampleShape,
  size,
  batches,
});

/** The pixels of each batch, as bytes. */
export async function batchBytes(
  dataset: Dataset,
  options: { batchSize: number; order?: Uint32Array },
): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const batch of dataset.batches(options)) {
    batches.push(Array.from(await batch.data(), (value) => Math.round(value * 255)));
    batch.dispose();
  }
  return batches;
}

export const allBytes = async (dataset: Dataset): Promise<number[]> =>
  (await batchBytes(dataset, { batchSize: dataset.size })).flat();
