import type { LabeledDataset, Mask } from '../contract/dataset.ts';
import { OneClassError } from '../error.ts';
import { resizeMask } from './pixels/resize-mask.ts';

/**
 * Masks of the anomalous images at the samples' size, all at once: so that what is wrong with one
 * is said before a long fit or a long scoring.
 *
 * @returns one an image, undefined for normal ones; undefined where the data have no masks
 * @throws OneClassError `invalid-data` when no mask has a pixel of a defect; as the data's
 *   `masks`; the signal's reason when aborted
 */
export async function readMasks(
  { samples, masks, labels }: LabeledDataset,
  signal?: AbortSignal,
): Promise<(Mask | undefined)[] | undefined> {
  if (!masks) return undefined;
  const [height, width] = samples.sampleShape;
  const read: (Mask | undefined)[] = [];
  for (const [index, label] of labels.entries()) {
    signal?.throwIfAborted();
    const mask = label === 1 ? await masks(index) : undefined;
    read.push(mask && resizeMask(mask, { height, width }));
  }
  if (read.some((mask) => mask?.data.includes(1))) return read;
  throw new OneClassError(
    'invalid-data',
    "None of the masks has a pixel of a defect at the samples' size. Expected masks that " +
      'are not black where the defect is. Are they inverted, or of other images?',
    {
      argument: 'data',
      expected: 'masks with defects',
    },
  );
}
