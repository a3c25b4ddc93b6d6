import { resolveConfig, type MethodConfig } from '@oneclass/core';
import { z } from 'zod';

export interface PixelGaussianConfig extends MethodConfig {
  /**
   * Least variance of a pixel, in squared units of [0, 1]: what never varied in training may vary
   * by this.
   */
  readonly varianceFloor: number;
}

// Every config has a seed; this method draws nothing.
const schema = z.strictObject({
  seed: z.int().min(0).default(0),
  varianceFloor: z.number().positive().max(1).default(1e-4),
});

export const METHOD_NAME = 'pixel-gaussian';

/** @throws OneClassError `invalid-config` */
export function resolvePixelGaussianConfig(
  config?: Partial<PixelGaussianConfig>,
): PixelGaussianConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
