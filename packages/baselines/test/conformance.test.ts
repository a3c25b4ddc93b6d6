import { useBackend } from '@oneclass/runtime';
import { detectorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { isolationForest, kde, oneClassSvm, pca } from '../src/index.ts';

beforeAll(() => useBackend());

detectorSuite({ describe, it, expect }, { method: pca });
detectorSuite({ describe, it, expect }, { method: isolationForest, config: { trees: 20 } });
detectorSuite({ describe, it, expect }, { method: kde });
detectorSuite({ describe, it, expect }, { method: oneClassSvm });
