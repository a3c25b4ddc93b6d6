import { useBackend } from '@oneclass/runtime';
import { detectorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { patchcore } from '../src/index.ts';

beforeAll(() => useBackend());

detectorSuite(
  { describe, it, expect },
  { method: patchcore, sampleShape: [16, 16, 1], config: { bank: 60 } },
);
