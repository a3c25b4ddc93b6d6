import { useBackend } from '@oneclass/runtime';
import { detectorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { isolationForest, kde, oneClassSvm, pca } from '../src/index.ts';

beforeAll(() => useBackend());

const converged =
  'the seed is where the search for principal components begins, and they are found to float32';

detectorSuite(
  { describe, it, expect },
  { method: pca, exempt: { 'gives other scores for another seed': converged } },
);
detectorSuite({ describe, it, expect }, { method: isolationForest, config: { trees: 20 } });
// So near together that the folds, which the seed draws, decide between them.
const bandwidths = Array.from({ length: 100 }, (_, i) => 0.15 * 1.006 ** i);
detectorSuite({ describe, it, expect }, { method: kde, config: { bandwidths, folds: 2 } });
detectorSuite(
  { describe, it, expect },
  { method: oneClassSvm, exempt: { 'gives other scores for another seed': converged } },
);
