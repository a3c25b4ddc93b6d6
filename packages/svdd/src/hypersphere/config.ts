import { resolveConfig, type MethodConfig } from '@oneclass/core';
import { z } from 'zod';
import { WEIGHT_DECAY } from '../autoencoder/config.ts';
import type { NetworkConfig, TrainingConfig } from '../config.ts';
import { networkSchema, trainingSchema } from '../schema.ts';

export interface DeepSvddConfig extends MethodConfig, NetworkConfig, TrainingConfig {
  /**
   * 'one-class': the smallest mean distance (equation 4); 'soft-boundary': the smallest sphere that
   * leaves a share `nu` of the images outside (equation 3).
   */
  readonly objective: 'one-class' | 'soft-boundary';
  /** Share of the training images that may lie outside a soft boundary, in (0, 1). */
  readonly nu: number;
  /** Epochs that a soft boundary is trained before its radius is set. */
  readonly warmUpEpochs: number;
  /**
   * 'encodings': the mean of the training images' codes before training, kept away from 0;
   * 'random': drawn from N(0, 1).
   */
  readonly center: 'encodings' | 'random';
  /** How an autoencoder trains the network first; null: not at all. */
  readonly pretraining: TrainingConfig | null;
}

const schema = z.strictObject({
  seed: z.int().min(0).default(0),
  ...networkSchema,
  objective: z.enum(['one-class', 'soft-boundary']).default('one-class'),
  nu: z.number().gt(0).lt(1).default(0.1),
  warmUpEpochs: z.int().min(0).default(10),
  center: z.enum(['encodings', 'random']).default('encodings'),
  ...trainingSchema(5e-7),
  pretraining: z.strictObject(trainingSchema(WEIGHT_DECAY)).nullable().prefault({}),
});

export const METHOD_NAME = 'deep-svdd';

/** @throws OneClassError `invalid-config` */
export function resolveDeepSvddConfig(config: Partial<DeepSvddConfig> = {}): DeepSvddConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
