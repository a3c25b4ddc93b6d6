import { resolveConfig } from '@oneclass/core';
import { z } from 'zod';
import type { FeatureConfig } from '../config.ts';
import { normalizeContrast, seed, share } from '../schema.ts';

export interface IsolationForestConfig extends FeatureConfig {
  readonly trees: number;
  /**
   * Training images that each tree is grown on, drawn without replacement; all of them where there
   * are fewer.
   */
  readonly subsample: number;
}

// Positions of nodes are kept as float32, which counts to 2^24: 1000 trees of 2 · 8192 − 1 nodes.
const schema = z.strictObject({
  seed,
  normalizeContrast: normalizeContrast.default(true),
  explainedVariance: share.nullable().default(0.95),
  trees: z.int().min(1).max(1000).default(100),
  subsample: z.int().min(2).max(8192).default(256),
});

export const METHOD_NAME = 'isolation-forest';

/** @throws OneClassError `invalid-config` */
export function resolveIsolationForestConfig(
  config: Partial<IsolationForestConfig> = {},
): IsolationForestConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
