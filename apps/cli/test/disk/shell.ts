import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NO_DATA } from '../call-oneclass.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface ShellEnd {
  /** That of the command where the script exits with it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A shell's script, in which `"$@"` is `oneclass` with these arguments. */
export function inShell(script: string, args: readonly string[]): Promise<ShellEnd> {
  return new Promise((resolve, reject) => {
    const program = [process.execPath, '--conditions=@oneclass/source', '--import', 'tsx', MAIN];
    const child = spawn('bash', ['-c', script, 'bash', ...program, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...NO_DATA },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}
