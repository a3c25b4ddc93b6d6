import { describe, expect, it, vi } from 'vitest';
import { OneClassError, isOneClassError } from '../src/index.ts';

describe('a OneClassError', () => {
  it('carries what programs need beside its message', () => {
    const cause = new Error('beneath');
    const error = new OneClassError('invalid-config', 'It went wrong.', {
      argument: 'epochs',
      expected: 'an integer',
      received: 1.5,
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'OneClassError',
      code: 'invalid-config',
      argument: 'epochs',
      expected: 'an integer',
      received: 1.5,
      cause,
    });
    expect(error.message).toBe('It went wrong.');
    expect(error.stack).toContain('error.test.ts');
  });

  it('has no cause unless given one', () => {
    expect('cause' in new OneClassError('diverged', '')).toBe(false);
  });

  it('is known to another copy of the package, where instanceof is not', async () => {
    vi.resetModules();
    const copy = await import('../src/error.ts');
    const error = new OneClassError('diverged', '');
    expect(copy.OneClassError).not.toBe(OneClassError);
    expect(error).not.toBeInstanceOf(copy.OneClassError);
    expect(copy.isOneClassError(error)).toBe(true);
    expect(isOneClassError(new copy.OneClassError('diverged', ''))).toBe(true);
  });

  it('is nothing else', () => {
    const others = [
      new Error('x'),
      new TypeError('x'),
      { name: 'OneClassError', code: 'diverged' },
      'OneClassError',
      undefined,
      null,
      3,
    ];
    for (const other of others) expect(isOneClassError(other)).toBe(false);
  });

  it('keeps its mark out of sight', () => {
    const copied = Object.assign({}, new OneClassError('diverged', ''));
    expect(Object.getOwnPropertySymbols(copied)).toEqual([]);
  });
});
