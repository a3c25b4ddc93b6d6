/** @file For every check of the kit a toy that fails it, and it alone. */
import { contract, outputs } from './broken/contract.ts';
import type { BrokenToy } from './broken/changes.ts';
import { features } from './broken/features.ts';
import { wrongConfig, wrongInput } from './broken/input.ts';
import { anomalies, borrowing, independence, reproducibility } from './broken/results.ts';
import { progress, stopsAndLeaks } from './broken/run.ts';
import { checkpoints, persistence, sharedPhases } from './broken/saving.ts';

export { CONFIG, freeLeaks } from './broken/changes.ts';

export const brokenToys: Record<string, BrokenToy> = {
  ...contract,
  ...outputs,
  ...anomalies,
  ...borrowing,
  ...reproducibility,
  ...independence,
  ...wrongInput,
  ...wrongConfig,
  ...progress,
  ...stopsAndLeaks,
  ...persistence,
  ...checkpoints,
  ...sharedPhases,
  ...features,
};
