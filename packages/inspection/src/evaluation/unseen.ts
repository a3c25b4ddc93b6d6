import { OneClassError, type Dataset, type ImageSize, type LabeledDataset } from '@oneclass/core';
import { digestsOf, readDigests, subset } from '@oneclass/core/datasets';
import type { Inspector } from '../inspector/inspector.ts';

export interface UnseenImages {
  readonly images: Dataset;
  /** How many were left out, as the detector was fitted on them. */
  readonly leftOut: number;
}

/**
 * The images that a detector was not fitted on; all where its file does not say which those are.
 * @throws OneClassError `invalid-data` where none is left
 */
export async function unseenImages(
  { seen }: Pick<Inspector, 'seen'>,
  images: Dataset,
): Promise<UnseenImages> {
  if (seen.fitted === undefined) return { images, leftOut: 0 };
  const fitted = readDigests(seen.fitted);
  const digests = await digestsOf(images);
  const positions = positionsWhere(digests, (digest) => !fitted.has(digest));
  const leftOut = images.size - positions.length;
  if (positions.length === 0) throw allSeen(leftOut, 'a calibration');
  return { images: leftOut === 0 ? images : subset(images, positions), leftOut };
}

export interface UnseenLabeled {
  readonly labeled: LabeledDataset;
  readonly leftOut: number;
  /** `[n]` of those that are left, 1 where the threshold of images was not found on the image. */
  readonly judged: Uint8Array;
  /** The same of the threshold of pixels. */
  readonly pixelJudged: Uint8Array;
}

/**
 * The labelled images that a detector was not fitted on, and which of them its thresholds were not
 * found on.
 * @throws OneClassError `invalid-data` where no normal image is left, or no anomalous one
 */
export async function unseenLabeled(
  { seen }: Pick<Inspector, 'seen'>,
  labeled: LabeledDataset,
): Promise<UnseenLabeled> {
  const fitted = readDigests(seen.fitted ?? '');
  const digests = await digestsOf(labeled.samples);
  const positions = positionsWhere(digests, (digest) => !fitted.has(digest));
  const judgedWithout = (calibrated = ''): Uint8Array => {
    const found = readDigests(calibrated);
    return Uint8Array.from(positions, (i) => Number(!found.has(digests[i] as bigint)));
  };
  const judged = judgedWithout(seen.calibrated);
  const pixelJudged = judgedWithout(seen.pixelCalibrated ?? seen.calibrated);
  const leftOut = digests.length - positions.length;
  if (leftOut === 0) return { labeled, leftOut, judged, pixelJudged };
  const labels = Uint8Array.from(positions, (i) => labeled.labels[i] as number);
  if (!labels.includes(0)) throw allSeen(leftOut, 'an evaluation');
  const left = labeledSubset(labeled, positions, labels);
  return { labeled: left, leftOut, judged, pixelJudged };
}

const positionsWhere = (digests: BigUint64Array, has: (digest: bigint) => boolean): Uint32Array =>
  Uint32Array.from(digests.keys()).filter((position) => has(digests[position] as bigint));

const labeledSubset = (
  { samples, kinds, ids, masks, sizes }: LabeledDataset,
  positions: Uint32Array,
  labels: Uint8Array,
): LabeledDataset => ({
  samples: subset(samples, positions),
  labels,
  kinds: Array.from(positions, (i) => kinds[i] as string),
  ids: Array.from(positions, (i) => ids[i] as string),
  masks: masks && ((index) => masks(positions[index] as number)),
  sizes: sizes && Array.from(positions, (i) => sizes[i] as ImageSize),
});

const allSeen = (count: number, what: string): OneClassError =>
  new OneClassError(
    'invalid-data',
    `The detector was fitted on all the normal images here (${String(count)}), so that ${what} ` +
      'on them says nothing of new ones. Give other normal images, or fit again and keep a share ' +
      'of them for it.',
    { argument: 'evaluationShare', expected: 'normal images that the fit has not seen' },
  );
