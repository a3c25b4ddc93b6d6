import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sayBackend } from '../src/index.ts';

let said = '';
beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said += String(text))));
});
afterEach(() => vi.restoreAllMocks());

describe('sayBackend', () => {
  it('says which computes and why', () => {
    sayBackend({ name: 'native', why: 'TensorFlow itself is installed' }, undefined);
    expect(said).toBe('native backend: TensorFlow itself is installed\n');
  });

  it('says before that what is wrong with a better one', () => {
    sayBackend(
      {
        name: 'wasm',
        why: 'the best of those that work',
        warning: 'The "native" backend does not load.',
      },
      undefined,
    );
    expect(said).toBe(
      'The "native" backend does not load.\nwasm backend: the best of those that work\n',
    );
  });

  it('says nothing of one that was asked for', () => {
    sayBackend({ name: 'wasm', why: 'as asked' }, 'wasm');
    expect(said).toBe('');
  });
});
