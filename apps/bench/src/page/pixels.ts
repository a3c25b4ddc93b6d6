import type { Dataset } from '@oneclass/core';

/** All of a small set at once, `[n, height, width, channels]` in [0, 1]. */
export async function pixels(
  images: Dataset,
): Promise<{ data: Float32Array; shape: [number, number, number, number] }> {
  const data = new Float32Array(
    images.size * images.sampleShape.reduce((product, size) => product * size, 1),
  );
  let offset = 0;
  for await (const batch of images.batches({ batchSize: images.size })) {
    const values = (await batch.data()) as Float32Array;
    batch.dispose();
    data.set(values, offset);
    offset += values.length;
  }
  return { data, shape: [images.size, ...images.sampleShape] };
}
