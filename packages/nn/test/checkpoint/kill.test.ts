import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { killAndResume } from './kill.ts';
import { longConfig, tinyFit } from './tiny-fit.ts';

describe('a fit that is killed', () => {
  it.each([0, 200])(
    'resumes to the same weights to the bit, %i ms after its first save',
    async (milliseconds) => {
      const { state, steps, files } = await killAndResume('wasm', milliseconds);
      expect(steps).toBeGreaterThan(0);
      expect(files).toEqual(['fit.checkpoint']);
      await tf.setBackend('wasm');
      expect(state).toEqual(await tinyFit({}, { config: longConfig }));
    },
  );
});
