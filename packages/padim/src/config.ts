import { resolveConfig, type MethodConfig } from '@oneclass/core';
import type { PlacesScoreConfig } from '@oneclass/nn';
import { z } from 'zod';

/** How distances of places become an image's score and map. */
export type PadimScoreConfig = PlacesScoreConfig;

export interface PadimConfig extends MethodConfig {
  /** How many of the features' channels are drawn; all, where there are no more. */
  readonly channels: number;
  /**
   * Pixels a side of a place, for each of which there is a distribution; null: the stride of the
   * features' finest layer, doubled until there are no more than 2,048 places.
   */
  readonly place: number | null;
  readonly score: PadimScoreConfig;
}

const scoreSchema = z.strictObject({
  image: z.enum(['max', 'mean', 'top-k']).default('top-k'),
  topShare: z.number().gt(0).max(1).default(0.01),
  smoothing: z.number().min(0).max(16).default(0.5),
});

const schema = z.strictObject({
  seed: z.int().min(0).default(0),
  channels: z.int().min(1).max(4096).default(100),
  place: z.int().min(1).max(1024).nullable().default(null),
  score: scoreSchema.prefault({}),
});

export const METHOD_NAME = 'padim';

/** @throws OneClassError `invalid-config` */
export function resolvePadimConfig(config: Partial<PadimConfig> = {}): PadimConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}

/** The score config of one call. @throws OneClassError `invalid-config` */
export const resolveScoreConfig = (
  config: PadimConfig,
  override: Readonly<Record<string, unknown>> = {},
): PadimScoreConfig =>
  resolvePadimConfig({ ...config, score: { ...config.score, ...override } }).score;
