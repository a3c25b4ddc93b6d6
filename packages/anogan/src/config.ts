import { resolveConfig, type MethodConfig } from '@oneclass/core';
import { z } from 'zod';

/** How an image's latent code is found, and what its score is made of. */
export type AnoganScoreConfig = Readonly<{
  /**
   * 'gradient': Adam moves a drawn code until G(z) is like the image, as AnoGAN does. 'encoder':
   * the encoder's code as it is; 'encoder+gradient': Adam goes on from there. The latter two need a
   * config with `encoder`.
   */
  search: 'gradient' | 'encoder' | 'encoder+gradient';
  /** Steps of Adam. */
  steps: number;
  /** Adam's step size for z, whose components are of size 1. */
  learningRate: number;
  /** λ: weight of the discrimination loss, in [0, 1]; the residual has 1 − λ. */
  lambda: number;
  /**
   * Both parts of the loss are mean 'squared' errors, as in the tutorial, or mean 'absolute' ones,
   * as in the paper.
   */
  residual: 'squared' | 'absolute';
  /** Searches an image, each from a code of its own; the one with the smallest loss counts. */
  starts: number;
  /**
   * A search stops early when 20 steps have lowered its smallest loss by less than this share; 0:
   * never.
   */
  tolerance: number;
}>;

/** How the encoder is trained once the GAN is. */
export interface EncoderConfig {
  /** Passes over the training images. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /** κ: weight of the feature residual, beside the images' mean squared error. */
  readonly kappa: number;
}

export interface AnoganConfig extends MethodConfig {
  /** Maps of the discriminator's first layer; all others are multiples of it. */
  readonly width: number;
  /** Components of z. */
  readonly latentSize: number;
  /** Passes over the training images, one step of each network a batch. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's step size, for both networks. */
  readonly learningRate: number;
  /** Adam's decay of the first moment, for both networks. */
  readonly beta1: number;
  /** null: none, so that the search is by gradient alone. */
  readonly encoder: EncoderConfig | null;
  readonly score: AnoganScoreConfig;
}

const encoderSchema = z.strictObject({
  epochs: z.int().min(1).default(20),
  batchSize: z.int().min(2).default(64),
  learningRate: z.number().positive().default(5e-4),
  kappa: z.number().min(0).default(1),
});

const scoreSchema = z.strictObject({
  search: z.enum(['gradient', 'encoder', 'encoder+gradient']).default('gradient'),
  steps: z.int().min(1).default(500),
  learningRate: z.number().positive().default(0.05),
  lambda: z.number().min(0).max(1).default(0.1),
  residual: z.enum(['squared', 'absolute']).default('squared'),
  starts: z.int().min(1).default(1),
  tolerance: z.number().min(0).lt(1).default(0),
});

const schema = z
  .strictObject({
    seed: z.int().min(0).default(0),
    width: z.int().min(1).max(512).default(64),
    latentSize: z.int().min(1).max(8192).default(64),
    epochs: z.int().min(1).default(50),
    batchSize: z.int().min(2).default(512),
    learningRate: z.number().positive().default(2e-4),
    beta1: z.number().min(0).lt(1).default(0.5),
    encoder: encoderSchema.nullable().prefault({}),
    score: scoreSchema.prefault({}),
  })
  .refine(({ encoder, score }) => encoder !== null || score.search === 'gradient', {
    path: ['score', 'search'],
    message: "must be 'gradient' where `encoder` is null",
  });

export const METHOD_NAME = 'anogan';

/** @throws OneClassError `invalid-config` */
export function resolveAnoganConfig(config: Partial<AnoganConfig> = {}): AnoganConfig {
  return resolveConfig(schema, config, { method: METHOD_NAME });
}

/** The score config of one call. @throws OneClassError `invalid-config` */
export const resolveScoreConfig = (
  config: AnoganConfig,
  override: Readonly<Record<string, unknown>> = {},
): AnoganScoreConfig =>
  resolveAnoganConfig({ ...config, score: { ...config.score, ...override } }).score;

/** What decides the GAN, which fits that search or encode otherwise have in common. */
export function ganConfig({
  score: _score,
  encoder: _encoder,
  ...gan
}: AnoganConfig): Omit<AnoganConfig, 'score' | 'encoder'> {
  return gan;
}
