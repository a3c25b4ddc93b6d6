import { abortChecks } from './check/abort.ts';
import { anomalyChecks } from './check/anomaly.ts';
import { borrowingChecks } from './check/borrowing.ts';
import { checkpointChecks } from './check/checkpoint.ts';
import { configChecks } from './check/config.ts';
import { contractChecks } from './check/contract.ts';
import { defectChecks } from './check/defect.ts';
import { featureChecks } from './check/feature.ts';
import { independenceChecks } from './check/independence.ts';
import { inputChecks } from './check/input.ts';
import { leakChecks } from './check/leak.ts';
import { oblongChecks } from './check/oblong.ts';
import { outputChecks } from './check/output.ts';
import { persistenceChecks } from './check/persistence.ts';
import { progressChecks } from './check/progress.ts';
import { reproducibilityChecks } from './check/reproducibility.ts';
import { sharedPhaseChecks } from './check/shared-phase.ts';
import type { Check } from './check.ts';

/** The theme of methods on features. */
export const FEATURES = 'features';

/** The checks by theme, in the order in which a new method best meets them. */
export const themes: Readonly<Record<string, readonly Check[]>> = {
  contract: contractChecks,
  outputs: [...outputChecks, ...oblongChecks],
  anomalies: [...anomalyChecks, ...defectChecks],
  borrowing: borrowingChecks,
  reproducibility: reproducibilityChecks,
  independence: independenceChecks,
  'wrong input': inputChecks,
  'wrong config': configChecks,
  progress: progressChecks,
  abort: abortChecks,
  leaks: leakChecks,
  persistence: persistenceChecks,
  checkpoints: checkpointChecks,
  'shared phases': sharedPhaseChecks,
  [FEATURES]: featureChecks,
};

/** Every check of the kit, for running them without a test runner. */
export const checks: readonly Check[] = Object.values(themes).flat();
