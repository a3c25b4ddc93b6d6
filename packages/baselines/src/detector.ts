import type { Tensor4D } from '@tensorflow/tfjs';
import {
  defineDetector,
  type DetectorParts,
  type DetectorWith,
  type MethodConfig,
} from '@oneclass/core';

/** A fitted detector, with its config. */
export type Baseline<C extends MethodConfig> = DetectorWith<C, 'score'>;

export interface Fitted<C extends MethodConfig> extends Omit<
  DetectorParts<C, 'score'>,
  'outputs' | 'compute'
> {
  /** Scores of images, `[n]`. */
  readonly score: (images: Tensor4D) => Promise<Float32Array>;
}

/** Of distances to thousands of training images, a batch of this size is some megabytes. */
export const batchSize = (): number => 256;

/** A detector that gives scores alone. */
export const scoringDetector = <C extends MethodConfig>({
  score,
  ...parts
}: Fitted<C>): Baseline<C> =>
  defineDetector<C, 'score'>({
    ...parts,
    batchSize,
    outputs: { score: [] },
    compute: async (images) => ({ score: await score(images) }),
  });
