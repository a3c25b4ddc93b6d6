import { resolveConfig, type MethodConfig } from '@oneclass/core';
import { z } from 'zod';

export interface PatchAutoencoderConfig extends MethodConfig {
  /** Channels of the code; fewer than the features have. */
  readonly latentSize: number;
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images at a time. */
  readonly batchSize: number;
  /** Adam's step size. */
  readonly learningRate: number;
}

const schema = z.strictObject({
  seed: z.int().min(0).default(0),
  latentSize: z.int().min(1).max(1024).default(2),
  epochs: z.int().min(1).default(20),
  batchSize: z.int().min(1).default(8),
  learningRate: z.number().positive().default(0.01),
});

export const METHOD_NAME = 'patch-autoencoder';

/** @throws OneClassError `invalid-config` */
export function resolvePatchAutoencoderConfig(
  config?: Partial<PatchAutoencoderConfig>,
): PatchAutoencoderConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
