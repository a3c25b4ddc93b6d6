import { resolveConfig } from '@oneclass/core';
import { z } from 'zod';
import type { FeatureConfig } from '../config.ts';
import { normalizeContrast, seed, share } from '../schema.ts';

export interface OneClassSvmConfig extends FeatureConfig {
  /**
   * At most this part of the training images is outside of what is learnt, and at least this part
   * are support vectors; in (0, 1].
   */
  readonly nu: number;
  /**
   * Of the kernel exp(−γ ‖a − b‖²); 'scale' is 1 / (features · variance of all features' values),
   * as in scikit-learn.
   */
  readonly gamma: number | 'scale';
}

const schema = z.strictObject({
  seed,
  normalizeContrast: normalizeContrast.default(true),
  explainedVariance: share.nullable().default(0.95),
  nu: z.number().gt(0).max(1).default(0.1),
  gamma: z.union([z.number().min(1e-9).max(1e9), z.literal('scale')]).default('scale'),
});

export const METHOD_NAME = 'one-class-svm';

/** @throws OneClassError `invalid-config` */
export function resolveOneClassSvmConfig(
  config: Partial<OneClassSvmConfig> = {},
): OneClassSvmConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
