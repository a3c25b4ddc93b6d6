import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '@oneclass/terminal';
import { vi } from 'vitest';
import { createProgram } from '../src/program.ts';

export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** No data folders and no weights but those that a test names. */
export const NO_DATA = {
  ONECLASS_WEIGHTS: '',
  ONECLASS_DATA_DIR: '',
  ONECLASS_CACHE_DIR: join(tmpdir(), 'oneclass-no-cache'),
};

/**
 * Runs `oneclass` in this very process: quicker than `./run-oneclass.ts`, for what needs no process
 * of its own.
 */
export async function callOneclass(
  args: readonly string[],
  cwd = process.cwd(),
  env: Readonly<Record<string, string>> = {},
): Promise<Called> {
  let [stdout, stderr] = ['', ''];
  const before = process.cwd();
  const spies = [
    vi
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => Boolean((stdout += String(text)))),
    vi
      .spyOn(process.stderr, 'write')
      .mockImplementation((text) => Boolean((stderr += String(text)))),
  ];
  for (const [name, value] of Object.entries({ ...NO_DATA, ...env })) vi.stubEnv(name, value);
  try {
    process.chdir(cwd);
    await runProgram(createProgram, [process.execPath, 'oneclass', ...args]);
    return { code: Number(process.exitCode ?? 0), stdout, stderr };
  } finally {
    process.chdir(before);
    process.exitCode = undefined;
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}
