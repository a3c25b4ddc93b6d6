import { useBackend } from '@oneclass/runtime';
import { detectorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { convAutoencoder, mlpAutoencoder, smallConvAutoencoder } from '../src/index.ts';

beforeAll(() => useBackend());

detectorSuite(
  { describe, it, expect },
  {
    method: convAutoencoder,
    config: { encoder: [4, 8], decoder: [8, 4], epochs: 6, batchSize: 8, learningRate: 0.01 },
  },
);
detectorSuite(
  { describe, it, expect },
  { method: mlpAutoencoder, config: { encoder: [16, 8], epochs: 20, batchSize: 8 } },
);
detectorSuite(
  { describe, it, expect },
  { method: smallConvAutoencoder, config: { encoder: [3], epochs: 6, batchSize: 8 } },
);
