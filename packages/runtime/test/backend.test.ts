import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { useBackend } from '../src/index.ts';

describe('useBackend', () => {
  it('takes wasm unless told otherwise, and says why', async () => {
    const choice = await useBackend();
    expect(choice).toMatchObject({ name: 'wasm', reason: expect.stringContaining('default') as string });
    expect(tf.getBackend()).toBe('wasm');
    expect(choice.versions['tfjs']).toBe(tf.version.tfjs);
  });

  it('takes the one asked for', async () => {
    expect((await useBackend('cpu')).name).toBe('cpu');
    expect(tf.getBackend()).toBe('cpu');
  });

  it('refuses a name it does not know, with those it does', async () => {
    await expect(useBackend('tensorrt')).rejects.toMatchObject({ code: 'unknown-name', message: expect.stringContaining('wasm, cpu') as string });
  });
});
