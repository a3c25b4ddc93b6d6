import { resolveConfig } from '@oneclass/core';
import { z } from 'zod';
import type { FeatureConfig } from '../config.ts';
import { normalizeContrast, seed, share } from '../schema.ts';

export interface PcaConfig extends FeatureConfig {
  readonly explainedVariance: number;
}

const schema = z.strictObject({
  seed,
  normalizeContrast: normalizeContrast.default(false),
  explainedVariance: share.default(0.95),
});

export const METHOD_NAME = 'pca';

/** @throws OneClassError `invalid-config` */
export function resolvePcaConfig(config: Partial<PcaConfig> = {}): PcaConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
