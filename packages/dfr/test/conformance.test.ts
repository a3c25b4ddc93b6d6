import { useBackend } from '@oneclass/runtime';
import { detectorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { dfr } from '../src/index.ts';

beforeAll(() => useBackend());

detectorSuite(
  { describe, it, expect },
  {
    method: dfr,
    sampleShape: [16, 16, 1],
    config: { epochs: 4, batchSize: 8, learningRate: 0.01 },
  },
);
