import { resolveConfig, type MethodConfig } from '@oneclass/core';
import type { PlacesScoreConfig } from '@oneclass/nn';
import { z } from 'zod';

/** How distances of places become an image's score and map. */
export type PatchcoreScoreConfig = PlacesScoreConfig;

export interface PatchcoreConfig extends MethodConfig {
  /** Patches that are kept, of the 30,000 at most that are drawn of the training images. */
  readonly bank: number;
  /**
   * Pixels a side of a place, of which there is a patch each; null: the stride of the features'
   * finest layer, doubled until there are no more than 2,048 places.
   */
  readonly place: number | null;
  readonly score: PatchcoreScoreConfig;
}

/** Patches that the bank is chosen from: so much memory and time, however many images there are. */
export const SAMPLE = 30_000;

const scoreSchema = z.strictObject({
  image: z.enum(['max', 'mean', 'top-k']).default('top-k'),
  topShare: z.number().gt(0).max(1).default(0.01),
  smoothing: z.number().min(0).max(16).default(0.5),
});

const schema = z.strictObject({
  seed: z.int().min(0).default(0),
  bank: z.int().min(1).max(SAMPLE).default(3000),
  place: z.int().min(1).max(1024).nullable().default(null),
  score: scoreSchema.prefault({}),
});

export const METHOD_NAME = 'patchcore';

/** @throws OneClassError `invalid-config` */
export function resolvePatchcoreConfig(config: Partial<PatchcoreConfig> = {}): PatchcoreConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}

/** The score config of one call. @throws OneClassError `invalid-config` */
export const resolveScoreConfig = (
  config: PatchcoreConfig,
  override: Readonly<Record<string, unknown>> = {},
): PatchcoreScoreConfig =>
  resolvePatchcoreConfig({ ...config, score: { ...config.score, ...override } }).score;
