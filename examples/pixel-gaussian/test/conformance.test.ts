import { useBackend } from '@oneclass/runtime';
import { detectorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { pixelGaussian } from '../src/index.ts';

beforeAll(() => useBackend());

detectorSuite(
  { describe, it, expect },
  {
    method: pixelGaussian,
    exempt: { 'gives other scores for another seed': 'it draws nothing: means and variances' },
  },
);
