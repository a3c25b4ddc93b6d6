import { resolveConfig, type MethodConfig } from '@oneclass/core';
import type { ImageScoreConfig } from '@oneclass/nn';
import { z } from 'zod';

/** How a score map becomes an image's score; places are the map's pixels. */
export type DfrScoreConfig = ImageScoreConfig;

export interface DfrConfig extends MethodConfig {
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images at a time. */
  readonly batchSize: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /**
   * Channels of the code; null: as many as principal components hold `explainedVariance` of the
   * features' variance.
   */
  readonly latentSize: number | null;
  readonly explainedVariance: number;
  /**
   * 'global': the features are divided by one number, their standard deviation. 'channel': each
   * channel to mean 0 and standard deviation 1. 'shrunk': as 'channel', by variances that are
   * shrunk towards their mean, so that channels which normal images hardly excite don't outweigh
   * all others.
   */
  readonly standardize: 'global' | 'channel' | 'shrunk';
  readonly score: DfrScoreConfig;
}

const scoreSchema = z.strictObject({
  image: z.enum(['max', 'mean', 'top-k']).default('top-k'),
  topShare: z.number().gt(0).max(1).default(0.01),
});

const schema = z.strictObject({
  seed: z.int().min(0).default(0),
  epochs: z.int().min(1).default(10),
  batchSize: z.int().min(1).default(4),
  learningRate: z.number().positive().default(1e-3),
  latentSize: z.int().min(1).max(8192).nullable().default(null),
  explainedVariance: z.number().gt(0).lt(1).default(0.9),
  standardize: z.enum(['global', 'channel', 'shrunk']).default('shrunk'),
  score: scoreSchema.prefault({}),
});

export const METHOD_NAME = 'dfr';

/** @throws OneClassError `invalid-config` */
export function resolveDfrConfig(config: Partial<DfrConfig> = {}): DfrConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}

/** The score config of one call. @throws OneClassError `invalid-config` */
export const resolveScoreConfig = (
  config: DfrConfig,
  override: Readonly<Record<string, unknown>> = {},
): DfrScoreConfig => resolveDfrConfig({ ...config, score: { ...config.score, ...override } }).score;
