import { resolveConfig } from '@oneclass/core';
import { z } from 'zod';
import type { FeatureConfig } from '../config.ts';
import { normalizeContrast, seed, share } from '../schema.ts';

export interface KdeConfig extends FeatureConfig {
  /**
   * Widths of the Gaussian kernel to choose from by cross-validation; of one there is nothing to
   * choose.
   */
  readonly bandwidths: readonly number[];
  /** Parts of the training images, each of which the others' density is tried on. */
  readonly folds: number;
}

/** The Deep SVDD paper's: 2^0.5, 2^1, …, 2^5. */
const PAPER_BANDWIDTHS = Array.from({ length: 10 }, (_, i) => 2 ** ((i + 1) / 2));

const schema = z.strictObject({
  seed,
  normalizeContrast: normalizeContrast.default(true),
  explainedVariance: share.nullable().default(0.95),
  bandwidths: z.array(z.number().min(1e-6).max(1e6)).min(1).max(100).default(PAPER_BANDWIDTHS),
  folds: z.int().min(2).max(1000).default(5),
});

export const METHOD_NAME = 'kde';

/** @throws OneClassError `invalid-config` */
export function resolveKdeConfig(config: Partial<KdeConfig> = {}): KdeConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
