import { spawn, type ChildProcess } from 'node:child_process';

export interface ToolRun {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** A program that failed or could not be started. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

const OUTPUT_LIMIT = 2000;
const KILL_AFTER = 3000;

/**
 * Runs a program to its end. Aborting ends it with every process that it started, and waits for
 * that.
 *
 * @returns what it wrote to stdout and stderr, the last 2,000 characters
 * @throws ToolError with these; the signal's reason
 */
export async function runTool(
  [file = '', ...args]: readonly string[],
  { cwd, env, signal }: ToolRun,
): Promise<string> {
  signal.throwIfAborted();
  // A process group of its own, so that all of it can be ended.
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on(
      'data',
      (chunk: Buffer) => (output = (output + chunk.toString()).slice(-OUTPUT_LIMIT)),
    );
  const stop = (): void => endGroup(child);
  // A second Ctrl-C ends this process at once; what it started must not go on without it.
  const onExit = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  };
  process.once('exit', onExit);
  signal.addEventListener('abort', stop);
  try {
    const end = await ended(child);
    signal.throwIfAborted();
    if (end !== 0) {
      const how = typeof end === 'number' ? 'failed with exit code' : 'was ended by';
      throw new ToolError(`${file} ${how} ${String(end)}:\n${output.trim()}`);
    }
    return output;
  } finally {
    process.off('exit', onExit);
    signal.removeEventListener('abort', stop);
  }
}

function ended(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      reject(new ToolError(error.message, { cause: error }));
    });
    child.on('close', (code, endedBy) => {
      resolve(code ?? endedBy);
    });
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), KILL_AFTER).unref();
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // it has ended
  }
}
