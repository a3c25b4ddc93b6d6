import { resolveConfig } from '@oneclass/core';
import { z } from 'zod';
import type { AutoencoderConfig } from '../config.ts';
import { recipeA } from '../schema.ts';

export interface SmallConvAutoencoderConfig extends AutoencoderConfig {
  /**
   * Maps of the encoder's 5×5 convolutions, each of which takes four rows and columns off; the
   * decoder has the same in reverse.
   */
  readonly encoder: readonly number[];
}

const schema = z.strictObject({
  ...recipeA,
  encoder: z.array(z.int().min(1).max(4096)).min(1).max(10).default([3, 5]),
});

export const METHOD_NAME = 'small-conv-autoencoder';

/** @throws OneClassError `invalid-config` */
export function resolveSmallConvConfig(
  config: Partial<SmallConvAutoencoderConfig> = {},
): SmallConvAutoencoderConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}
