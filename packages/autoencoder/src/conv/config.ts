import { resolveConfig } from '@oneclass/core';
import { z } from 'zod';
import type { AutoencoderConfig } from '../config.ts';
import { recipeB } from '../schema.ts';

export interface ConvAutoencoderConfig extends AutoencoderConfig {
  /** Coupled L2 on every weight, as PyTorch's Adam has it. */
  readonly weightDecay: number;
  /** Maps of the encoder's blocks, each of which halves height and width. */
  readonly encoder: readonly number[];
  /**
   * Maps of the decoder's blocks; each, and the output layer after them, doubles height and width.
   */
  readonly decoder: readonly number[];
  /**
   * What batch norm scores with: 'exact' averages its statistics over the training images once the
   * weights are final; 'running' keeps PyTorch's average of the last batches, as the tutorial does.
   */
  readonly batchNormStatistics: 'exact' | 'running';
}

const maps = z.array(z.int().min(1).max(4096)).min(1).max(10);

const schema = z.strictObject({
  ...recipeB,
  weightDecay: z.number().min(0).default(5e-4),
  encoder: maps.default([16, 32, 64, 128]),
  decoder: maps.default([128, 64, 32, 16]),
  batchNormStatistics: z.enum(['exact', 'running']).default('exact'),
});

export const METHOD_NAME = 'conv-autoencoder';

/** @throws OneClassError `invalid-config` */
export function resolveConvConfig(
  config: Partial<ConvAutoencoderConfig> = {},
): ConvAutoencoderConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
