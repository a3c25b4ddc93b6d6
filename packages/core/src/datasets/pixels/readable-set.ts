import type { SampleShape } from '../../contract/dataset.ts';
import { imageSet, type ImageSet } from '../image-set.ts';
import { noneReadable } from './unreadable.ts';

export interface ReadImages {
  /** Of each image, one after the other. */
  readonly data: Uint8Array;
  readonly sampleShape: SampleShape;
  readonly ids: readonly string[];
  readonly digests: BigUint64Array;
  /** Whether each could be read. */
  readonly readable: readonly boolean[];
}

/**
 * A set of those that could be read; takes `data`, and moves them together in it.
 * @throws OneClassError `invalid-data` where there are none
 */
export function readableSet({ data, sampleShape, ids, digests, readable }: ReadImages): ImageSet {
  const isReadable = (_: unknown, position: number): boolean => readable[position] === true;
  const left = digests.filter(isReadable);
  if (left.length === 0) throw noneReadable(readable.length);
  const length = sampleShape[0] * sampleShape[1] * sampleShape[2];
  return imageSet({
    data: left.length === readable.length ? data : closeGaps(data, length, readable),
    sampleShape,
    ids: ids.filter(isReadable),
    digests: async () => left,
  });
}

/** Brings the images that were read together, in place. */
function closeGaps(data: Uint8Array, length: number, readable: readonly boolean[]): Uint8Array {
  let end = 0;
  for (const [position, is] of readable.entries()) {
    if (!is) continue;
    data.copyWithin(end, position * length, (position + 1) * length);
    end += length;
  }
  return data.subarray(0, end);
}
