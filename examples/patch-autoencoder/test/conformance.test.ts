import { useBackend } from '@oneclass/runtime';
import { detectorSuite } from '@oneclass/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { patchAutoencoder } from '../src/index.ts';

beforeAll(() => useBackend());

detectorSuite({ describe, it, expect }, { method: patchAutoencoder, config: { epochs: 10 } });
