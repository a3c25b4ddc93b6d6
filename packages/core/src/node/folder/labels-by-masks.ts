/** @file Which images are anomalous where masks alone say it, as in KolektorSDD and DAGM. */
import { OneClassError } from '../../error.ts';
import type { DecodeLimits } from '../image/decode-budget.ts';
import { readMask } from '../image/read-mask.ts';

/** Decoding runs in sharp's own threads. */
const AT_ONCE = 4;

/**
 * 1 for an image of whose masks one marks something. Where all masks mark something, an image
 * without one is normal.
 *
 * @param masks of each image
 * @throws OneClassError `invalid-data` where an image has none and masks of others are empty, and
 *   as `readMask`
 */
export async function labelsByMasks(
  images: readonly string[],
  masks: readonly (readonly string[])[],
  limits: DecodeLimits,
): Promise<Uint8Array> {
  const labels = new Uint8Array(images.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < images.length) {
      const i = next++;
      labels[i] = (await marksAny(masks[i] ?? [], limits)) ? 1 : 0;
    }
  };
  // Settled, not all: nothing goes on in the background after a rejection.
  for (const worker of await Promise.allSettled(Array.from({ length: AT_ONCE }, work))) {
    if (worker.status === 'rejected') throw worker.reason;
  }
  const without = images.findIndex((_, i) => masks[i]?.length === 0);
  const empty = images.findIndex((_, i) => masks[i]?.length !== 0 && labels[i] === 0);
  if (without !== -1 && empty !== -1) throw inDoubt(images[without] ?? '', images[empty] ?? '');
  return labels;
}

async function marksAny(masks: readonly string[], limits: DecodeLimits): Promise<boolean> {
  for (const mask of masks) if ((await readMask(mask, limits)).data.includes(1)) return true;
  return false;
}

const inDoubt = (without: string, empty: string): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${without}: is it normal? It has no mask, while the normal ${empty} has an empty one. Give ` +
      'each image a mask, or put the normal images into a folder good and the others beside it.',
    { argument: without },
  );
