import { useBackend } from '@oneclass/runtime';
import { extractorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomEfficientNetLite0 } from '../src/index.ts';

beforeAll(() => useBackend());

extractorSuite(
  { describe, it, expect },
  {
    extractor: () => randomEfficientNetLite0(1, { layers: ['s2', 's4'] }),
    sampleShape: [32, 48, 3],
  },
);
