import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGINT as soon as stderr holds this. */
  readonly interruptAt?: RegExp;
}

/** Runs `oneclass` as its users do: in a process of its own, from source. */
export function oneclass(args: readonly string[], { env = {}, interruptAt }: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const { ONECLASS_DATA_DIR: _, ...rest } = process.env;
    const child = spawn(process.execPath, ['--conditions=@oneclass/source', '--import', 'tsx', MAIN, ...args], { cwd: ROOT, env: { ...rest, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr, interrupted] = ['', '', false];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (interrupted || !interruptAt?.test(stderr)) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
