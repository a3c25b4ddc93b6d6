import { spawn } from 'node:child_process';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program as a user would: without what this test run has set for itself. */
export function runCommand(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<Finished> {
  const {
    NODE_OPTIONS: _,
    NODE_ENV: __,
    VITEST: ___,
    ONECLASS_DATA_DIR: ____,
    ...env
  } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...env, TURBO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
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

/** As {@link runCommand}. @throws Error with what was printed, when it fails */
export async function runToEnd(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<Finished> {
  const finished = await runCommand(command, args, cwd);
  if (finished.code === 0) return finished;
  throw new Error(
    `${command} ${args.join(' ')} ended with ` +
      `${String(finished.code)}:\n${finished.stdout}\n${finished.stderr}`,
  );
}
