import { resolveConfig } from '@oneclass/core';
import { z } from 'zod';
import type { AutoencoderConfig } from '../config.ts';
import { recipeA } from '../schema.ts';

export interface MlpAutoencoderConfig extends AutoencoderConfig {
  /** Units of the encoder's layers, the code last; the decoder has the same in reverse. */
  readonly encoder: readonly number[];
}

const schema = z.strictObject({
  ...recipeA,
  encoder: z.array(z.int().min(1).max(65_536)).min(1).max(10).default([64, 32]),
});

export const METHOD_NAME = 'mlp-autoencoder';

/** @throws OneClassError `invalid-config` */
export function resolveMlpConfig(config: Partial<MlpAutoencoderConfig> = {}): MlpAutoencoderConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
