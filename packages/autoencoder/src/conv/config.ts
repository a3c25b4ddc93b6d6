import { resolveConfig, type MethodConfig } from '@oneclass/core';
import { z } from 'zod';

export interface ConvAutoencoderConfig extends MethodConfig {
  /** Passes over the training images. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /** Coupled L2 on every weight, as PyTorch's Adam has it. */
  readonly weightDecay: number;
  /** Maps of the encoder's blocks, each of which halves height and width. */
  readonly encoder: readonly number[];
  /** Maps of the decoder's blocks; each, and the output layer after them, doubles height and width. */
  readonly decoder: readonly number[];
  /**
   * What batch norm scores with: 'exact' averages its statistics over the training images once the weights are final; 'running' keeps
   * PyTorch's average of the last batches, as the tutorial does.
   */
  readonly batchNormStatistics: 'exact' | 'running';
}

const maps = z.array(z.int().min(1).max(4096)).min(1).max(10);

const schema = z.strictObject({
  seed: z.int().min(0).default(0),
  epochs: z.int().min(1).default(50),
  batchSize: z.int().min(2).default(256),
  learningRate: z.number().positive().default(1e-3),
  weightDecay: z.number().min(0).default(5e-4),
  encoder: maps.default([16, 32, 64, 128]),
  decoder: maps.default([128, 64, 32, 16]),
  batchNormStatistics: z.enum(['exact', 'running']).default('exact'),
});

export const METHOD_NAME = 'conv-autoencoder';

/** @throws OneClassError `invalid-config` */
export function resolveConvConfig(config: Partial<ConvAutoencoderConfig> = {}): ConvAutoencoderConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
