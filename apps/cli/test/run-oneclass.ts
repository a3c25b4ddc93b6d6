import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NO_DATA } from './call-oneclass.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Largest resident memory seen, on Linux; 0 elsewhere. */
  readonly peakBytes: number;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGINT as soon as stderr holds this. */
  readonly interruptAt?: RegExp;
  /** Closes stderr as soon as it holds this. */
  readonly leaveAt?: RegExp;
  /** For node, before the program. */
  readonly nodeArgs?: readonly string[];
}

/** Runs `oneclass` as its users do: in a process of its own, from source. */
export function oneclass(
  args: readonly string[],
  { env = {}, interruptAt, leaveAt, nodeArgs = [] }: RunOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--conditions=@oneclass/source', '--import', 'tsx', ...nodeArgs, MAIN, ...args],
      { cwd: ROOT, env: { ...process.env, ...NO_DATA, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let [stdout, stderr, interrupted] = ['', '', false];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (leaveAt?.test(stderr)) child.stderr.destroy();
      if (interrupted || !interruptAt?.test(stderr)) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    let peakBytes = 0;
    const watch = setInterval(
      () => (peakBytes = Math.max(peakBytes, residentPeak(child.pid))),
      200,
    );
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({ code, stdout, stderr, peakBytes });
    });
  });
}

function residentPeak(pid: number | undefined): number {
  try {
    return (
      1024 *
      Number(
        /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0,
      )
    );
  } catch {
    return 0; // not Linux, or it has just ended
  }
}
