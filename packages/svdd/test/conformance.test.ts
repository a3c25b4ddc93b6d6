import { useBackend } from '@oneclass/runtime';
import { detectorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { deepConvAutoencoder, deepSvdd } from '../src/index.ts';

beforeAll(() => useBackend());

// Small images: one block of convolutions.
const sampleShape = [8, 8, 1] as const;
const training = { epochs: 8, batchSize: 8, learningRate: 0.01, milestones: [6], weightDecay: 0 };

detectorSuite(
  { describe, it, expect },
  {
    method: deepSvdd,
    sampleShape,
    config: { ...training, pretraining: { ...training, epochs: 4 } },
  },
);
// On every step once it is warm: 3 of 8 epochs.
detectorSuite(
  { describe, it, expect },
  {
    method: deepSvdd,
    sampleShape,
    config: { ...training, pretraining: null, objective: 'soft-boundary', warmUpEpochs: 3 },
  },
);
detectorSuite(
  { describe, it, expect },
  { method: deepConvAutoencoder, sampleShape, config: training },
);
