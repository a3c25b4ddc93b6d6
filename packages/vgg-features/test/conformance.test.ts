import { useBackend } from '@oneclass/runtime';
import { extractorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomVgg19 } from '../src/index.ts';

beforeAll(() => useBackend());

for (const padding of ['reflection', 'zeros'] as const) {
  describe(`VGG-19 with a padding of ${padding}`, () => {
    extractorSuite(
      { describe, it, expect },
      {
        extractor: () => randomVgg19(1, { layers: ['relu1_1', 'relu2_1'], padding }),
        sampleShape: [16, 24, 3],
      },
    );
  });
}
