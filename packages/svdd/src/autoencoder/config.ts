import { resolveConfig, type MethodConfig } from '@oneclass/core';
import { z } from 'zod';
import type { NetworkConfig, TrainingConfig } from '../config.ts';
import { networkSchema, trainingSchema } from '../schema.ts';

export interface DeepConvAutoencoderConfig extends MethodConfig, NetworkConfig, TrainingConfig {}

/** The autoencoder's, which also pretrains Deep SVDD's network. */
export const WEIGHT_DECAY = 5e-4;

const schema = z.strictObject({
  seed: z.int().min(0).default(0),
  ...networkSchema,
  ...trainingSchema(WEIGHT_DECAY),
});

export const METHOD_NAME = 'deep-conv-autoencoder';

/** @throws OneClassError `invalid-config` */
export function resolveAutoencoderConfig(
  config: Partial<DeepConvAutoencoderConfig> = {},
): DeepConvAutoencoderConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
