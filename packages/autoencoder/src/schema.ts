/** @file Schemas of what all autoencoders are told; away from the types, which are public. */
import { z } from 'zod';
import type { EarlyStoppingConfig } from './config.ts';

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
