import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { createRng, type NamedTensor } from '@oneclass/core';
import { describe, expect, it } from 'vitest';
import { killAndResume } from './kill.ts';
import { longConfig, tinyFit } from './tiny-fit.ts';

describe('a fit killed at random moments', () => {
  it.each(['wasm', 'cpu'])(
    'resumes to the same weights to the bit, ten times on %s',
    async (backend) => {
      await tf.setBackend(backend);
      const whole: Record<string, NamedTensor> = await tinyFit({}, { config: longConfig });
      const rng = createRng(4).derive(backend);
      const spared: number[] = [];
      for (let k = 0; k < 10; k++) {
        const { state, steps, files } = await killAndResume(
          backend,
          Math.floor(900 * rng.uniform()),
        );
        expect(state).toEqual(whole);
        expect(files).toEqual(['fit.checkpoint']);
        spared.push(steps);
      }
      expect(Math.min(...spared)).toBeLessThan(Math.max(...spared)); // moments that differ
    },
  );
});
