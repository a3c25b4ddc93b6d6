import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { createRng } from '@oneclass/core';
import type { Remote } from '../../../src/node/named-set/file-sets.ts';

const CHILD = fileURLToPath(new URL('download-child.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));

/**
 * Downloads in a process; what it said. With `killAfter`, it is killed so many ms after the first
 * bytes came.
 */
export async function downloadInChild(
  folder: string,
  remote: Remote,
  killAfter?: number,
): Promise<{ said: string; code: number | null }> {
  const args = [
    '--conditions=@oneclass/source',
    '--import',
    'tsx',
    CHILD,
    folder,
    JSON.stringify(remote),
  ];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (killAfter !== undefined && said.includes('download-progress'))
      timer ??= setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { said, code };
}

interface Kills {
  readonly count: number;
  /** Milliseconds; the moments are random up to here. */
  readonly latest: number;
  /** Called when a download was whole before it was killed; makes room for another. */
  readonly reset?: () => Promise<void>;
}

/**
 * Kills the download of a set `count` times at random moments, then lets it finish; while it isn't,
 * no reader sees a part.
 */
export async function killOften(
  folder: string,
  remote: Remote,
  { count, latest, reset }: Kills,
): Promise<void> {
  const rng = createRng(1);
  for (let kills = 0; kills < count;) {
    const { said, code } = await downloadInChild(folder, remote, rng.integer(latest));
    if (code === null) kills++;
    else expect({ code, said: said.slice(-200) }).toMatchObject({ code: 0 });
    const names = await readdir(join(folder, 'tiny')).catch(() => []);
    if (names.length === 0) continue;
    expect(names).toEqual(
      remote.archive ? [remote.archive.folder] : remote.files.map(({ name }) => name),
    );
    await reset?.();
  }
  expect(await downloadInChild(folder, remote)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/whole\n$/),
  });
}
