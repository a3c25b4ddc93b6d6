import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { detectorSuite } from '../src/index.ts';
import { featureToy, toy } from './toy.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

detectorSuite({ describe, it, expect }, { method: toy });
detectorSuite({ describe, it, expect }, { method: featureToy });
