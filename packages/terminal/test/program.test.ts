import { OneClassError } from '@oneclass/core';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EXIT, InterruptedError, runProgram } from '../src/index.ts';

let stderr = '';

beforeEach(() => {
  stderr = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function run(act: (signal: AbortSignal) => unknown, args: readonly string[] = ['go']): Promise<typeof process.exitCode> {
  await runProgram(
    (signal) => {
      const program = new Command('test').option('--debug').configureOutput({ writeErr: (text) => (stderr += text) });
      program.command('go').action(async () => { await act(signal); });
      return program;
    },
    ['node', 'test', ...args],
  );
  const code = process.exitCode;
  process.exitCode = undefined;
  return code;
}

describe('runProgram', () => {
  it('leaves the exit code alone when all went well', async () => {
    expect(await run(() => undefined)).toBeUndefined();
    expect(stderr).toBe('');
  });

  it.each([
    ['invalid-argument', EXIT.wrongUse],
    ['invalid-config', EXIT.wrongUse],
    ['unknown-name', EXIT.wrongUse],
    ['not-found', EXIT.wrongUse],
    ['invalid-data', EXIT.failure],
    ['diverged', EXIT.failure],
  ] as const)('reports %s in one line and exits with %i', async (code, exit) => {
    expect(await run(() => Promise.reject(new OneClassError(code, 'What happened.')))).toBe(exit);
    expect(stderr).toBe('error: What happened.\n');
  });

  it('owns up to an error that is not the user’s', async () => {
    expect(await run(() => { throw new TypeError('x is undefined'); })).toBe(EXIT.failure);
    expect(stderr).toBe('error: x is undefined (this is a fault of test; --debug shows where)\n');
  });

  it('shows the stack with --debug', async () => {
    await run(() => { throw new TypeError('x is undefined'); }, ['--debug', 'go']);
    expect(stderr).toMatch(/^TypeError: x is undefined\n\s+at /);
  });

  it('exits 2 for what commander refuses', async () => {
    expect(await run(() => undefined, ['fly'])).toBe(EXIT.wrongUse);
    expect(stderr).toContain("unknown command 'fly'");
  });

  it('aborts at SIGINT, exits 130 and takes its handlers off', async () => {
    const before = process.listenerCount('SIGINT');
    const code = await run((signal) => {
      process.emit('SIGINT', 'SIGINT');
      expect(signal.reason).toBeInstanceOf(InterruptedError);
      signal.throwIfAborted();
    });
    expect(code).toBe(EXIT.interrupted);
    expect(stderr).toMatch(/^Ctrl-C: stopping.*\nInterrupted\.\n$/);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
