/** @file Schemas of what both methods are told; away from the types, which are public. */
import { z } from 'zod';
import type { TrainingConfig } from './config.ts';

export const networkSchema = {
  network: z.enum(['auto', 'mnist', 'cifar10']).default('auto'),
  initializer: z.enum(['glorot', 'fan-in', 'normal']).default('glorot'),
};

/** With the settings of the authors' PyTorch port, in which the weight decay alone differs. */
export const trainingSchema = (
  weightDecay: number,
): { [K in keyof TrainingConfig]: z.ZodDefault<z.ZodType<TrainingConfig[K]>> } => ({
  epochs: z.int().min(1).default(150),
  batchSize: z.int().min(2).default(200),
  learningRate: z.number().positive().default(1e-4),
  milestones: z.array(z.int().min(1)).default([50]),
  weightDecay: z.number().min(0).default(weightDecay),
});
