import type { MethodConfig } from '@oneclass/core';

/**
 * What a method of this package sees of an image. The defaults are those of the Deep SVDD paper's
 * table.
 */
export interface FeatureConfig extends MethodConfig {
  /**
   * Of each image its mean is subtracted, it is divided by its mean absolute deviation, and then
   * brought to [0, 1] by the range of the training images.
   */
  readonly normalizeContrast: boolean;
  /**
   * Share of the training images' variance, in (0, 1), that the fewest principal components hold;
   * these are the features. null: the pixels are.
   */
  readonly explainedVariance: number | null;
}
