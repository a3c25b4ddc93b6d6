/** @file Schemas that several methods share; away from the types, which are public. */
import { z } from 'zod';

export const seed = z.int().min(0).default(0);
export const share = z.number().gt(0).lt(1);
export const normalizeContrast = z.boolean();
