import type { Dataset } from '../../contract/dataset.ts';
import { loadDigest } from './digest.ts';

/**
 * A digest of each image, in their order: the dataset's own, of the images as they were read, or
 * else of what it gives. Values that are bytes over 255 count as these bytes, so that a tensor of
 * an image is known again in its file.
 */
export async function digestsOf(dataset: Dataset): Promise<BigUint64Array> {
  if (dataset.digests) return dataset.digests();
  const digest = await loadDigest();
  const found = new BigUint64Array(dataset.size);
  const { sampleShape } = dataset;
  const length = sampleShape[0] * sampleShape[1] * sampleShape[2];
  let position = 0;
  for await (const batch of dataset.batches({ batchSize: 64 })) {
    const values = await batch.data<'float32'>();
    batch.dispose();
    for (let start = 0; start < values.length; start += length)
      found[position++] = digest(asBytes(values.subarray(start, start + length)), sampleShape);
  }
  return found;
}

/** The bytes that these values are of, over 255; themselves where they are of none. */
function asBytes(values: Float32Array): Uint8Array | Float32Array {
  const bytes = Uint8Array.from(values, (value) => Math.round(255 * value));
  const isOf = values.every((value, i) => value === Math.fround((bytes[i] as number) / 255));
  return isOf ? bytes : values.slice();
}
