import type { MethodConfig } from '@oneclass/core';
import { z } from 'zod';

/**
 * Part of the training images is held out, and looked at now and then: training ends when its loss
 * falls no more, and keeps the best weights.
 */
export interface EarlyStoppingConfig {
  /** Part of the images that is not trained on, in (0, 1). */
  readonly holdOut: number;
  /** Looks in a row without a lower loss after which training ends. */
  readonly patience: number;
  /** Epochs from one look to the next. */
  readonly every: number;
}

/** What all autoencoders are told about training. */
export interface AutoencoderConfig extends MethodConfig {
  /** Passes over the training images. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /** null: trains on all images, for all epochs. */
  readonly earlyStopping: EarlyStoppingConfig | null;
}

/** The tutorial's, which looks at every tenth epoch, but at the test images. */
const RECIPE_A: EarlyStoppingConfig = { holdOut: 0.1, patience: 3, every: 10 };

const earlyStopping = z
  .strictObject({
    holdOut: z.number().gt(0).lt(1).default(RECIPE_A.holdOut),
    patience: z.int().min(1).default(RECIPE_A.patience),
    every: z.int().min(1).default(RECIPE_A.every),
  })
  .nullable();

/** Training as in recipe A, of the MLP and the small convolutional form. */
export const recipeA = {
  seed: z.int().min(0).default(0),
  epochs: z.int().min(1).default(100),
  batchSize: z.int().min(1).default(512),
  learningRate: z.number().positive().default(0.01),
  earlyStopping: earlyStopping.default(RECIPE_A),
};

/** As in the tutorial of the larger convolutional form. */
export const recipeB = {
  seed: z.int().min(0).default(0),
  epochs: z.int().min(1).default(50),
  batchSize: z.int().min(2).default(256),
  learningRate: z.number().positive().default(1e-3),
  earlyStopping: earlyStopping.default(null),
};
