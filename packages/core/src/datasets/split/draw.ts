import type { Dataset } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import type { Rng } from '../../rng.ts';
import { isImageSet } from '../image-set.ts';

export interface DrawOptions {
  /** What the images are called in an error. */
  readonly kind: string;
  readonly rng: Rng;
}

/**
 * Random positions in [0, size), without replacement: one list for each count, none in two of them.
 * @throws OneClassError `invalid-data` when there are too few
 */
export function draw(
  size: number,
  counts: readonly number[],
  { kind, rng }: DrawOptions,
): Uint32Array[] {
  const needed = counts.reduce((sum, count) => sum + count, 0);
  if (size < needed) {
    const message =
      `'${kind}' has ${size} images, but ${needed} (${counts.join(' + ')}) are needed. Ask ` +
      'for fewer.';
    throw new OneClassError('invalid-data', message, {
      argument: kind,
      expected: `${needed} images or more`,
      received: size,
    });
  }
  const order = rng.permutation(size);
  let start = 0;
  return counts.map((count) => order.subarray(start, (start += count)));
}

export const idsOf = (dataset: Dataset, positions: Uint32Array): string[] =>
  Array.from(positions, (i) => (isImageSet(dataset) ? (dataset.ids[i] as string) : String(i)));
