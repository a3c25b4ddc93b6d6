import { useBackend } from '@oneclass/runtime';
import { detectorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { padim } from '../src/index.ts';

beforeAll(() => useBackend());

detectorSuite(
  { describe, it, expect },
  { method: padim, sampleShape: [16, 16, 1], config: { channels: 6 } },
);
