import { OneClassError } from '@oneclass/core';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { EXIT, InterruptedError, resultsClosed, runProgram } from '../src/index.ts';

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

async function run(
  act: (signal: AbortSignal) => unknown,
  args: readonly string[] = ['go'],
): Promise<typeof process.exitCode> {
  await runProgram(
    (signal) => {
      const program = new Command('test')
        .option('--debug')
        .configureOutput({ writeErr: (text) => (stderr += text) });
      program.command('go').action(async () => {
        await act(signal);
      });
      return program;
    },
    ['node', 'test', ...args],
  );
  const code = process.exitCode;
  process.exitCode = undefined;
  return code;
}

const mockExit = (): MockInstance<typeof process.exit> =>
  vi.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('exit');
  });
const failure = (code: string): Error => Object.assign(new Error(`write ${code}`), { code });

describe('runProgram', () => {
  it('leaves the exit code alone when all went well', async () => {
    expect(await run(() => undefined)).toBeUndefined();
    expect(stderr).toBe('');
  });

  it('says in Node before 20.19 that it is too old, and runs nothing', async () => {
    vi.stubGlobal('process', Object.create(process, { versions: { value: { node: '18.20.8' } } }));
    const act = vi.fn();
    expect(await run(act)).toBe(EXIT.failure);
    vi.unstubAllGlobals();
    expect(act).not.toHaveBeenCalled();
    expect(stderr).toMatch(/^error: This is Node 18\.20\.8: Node 20\.19 or later is needed\./);
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
    expect(
      await run(() => {
        throw new TypeError('x is undefined');
      }),
    ).toBe(EXIT.failure);
    expect(stderr).toBe('error: x is undefined (this is a fault of test; --debug shows where)\n');
  });

  it('says what the system has no more of', async () => {
    const error = Object.assign(new Error('EMFILE: too many open files, open a.js'), {
      code: 'EMFILE',
    });
    expect(await run(() => Promise.reject(error))).toBe(EXIT.failure);
    expect(stderr).toBe(
      'error: too many files are open. Allow more, as with ulimit -n 1024 (EMFILE: too many open ' +
        'files, open a.js).\n',
    );
  });

  it('shows the stack with --debug', async () => {
    await run(() => {
      throw new TypeError('x is undefined');
    }, ['--debug', 'go']);
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

  it.each([
    [true, '\u001b[?25h\u001b[?7h', /^\nCtrl-C: stopping/],
    [false, '', /^Ctrl-C: stopping[^\u001b]*$/],
  ])(
    'at the second SIGINT ends at once; on a terminal (%s) it leaves the cursor as it was',
    async (isTTY, reset, text) => {
      const exit = mockExit();
      const before = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
      Object.defineProperty(process.stderr, 'isTTY', { value: isTTY, configurable: true });
      try {
        await run(() => {
          process.emit('SIGINT', 'SIGINT');
          expect(exit).not.toHaveBeenCalled();
          stderr += '|';
          expect(() => process.emit('SIGINT', 'SIGINT')).toThrow('exit');
        });
      } finally {
        if (before) Object.defineProperty(process.stderr, 'isTTY', before);
        else Reflect.deleteProperty(process.stderr, 'isTTY');
      }
      expect(exit).toHaveBeenCalledWith(EXIT.interrupted);
      expect(stderr).toMatch(text);
      expect(stderr.slice(stderr.indexOf('|') + 1)).toBe(reset);
    },
  );

  it('goes on when nobody reads stderr any more', async () => {
    const exit = mockExit();
    expect(await run(() => process.stderr.emit('error', failure('EPIPE')))).toBeUndefined();
    expect(exit).not.toHaveBeenCalled();
  });

  it('goes on when nobody reads the results any more, and says so to who asks', async () => {
    const exit = mockExit();
    expect(
      await run(() => {
        expect(resultsClosed()).toBe(false);
        process.stdout.emit('error', failure('EPIPE'));
        expect(resultsClosed()).toBe(true);
      }),
    ).toBeUndefined();
    expect(exit).not.toHaveBeenCalled();
    expect(stderr).toBe('');
  });

  it('fails in the end where results could not be written', async () => {
    const code = await run(() => process.stdout.emit('error', failure('ENOSPC')));
    expect(code).toBe(EXIT.failure);
    expect(stderr).toMatch(
      /^error: .+: can't be written: the disk is full\. .+ The results there are not whole\.\n$/,
    );
  });
});
