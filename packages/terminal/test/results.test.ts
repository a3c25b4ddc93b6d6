/** @file stdout as a file: each print is a process of its own, whose stdout the test chooses. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { smallDisk, whyNoSmallDisk } from '../../../scripts/disk/small-disk.ts';

const PRINTING = fileURLToPath(new URL('./printing.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const BYTES = 300_000;

/** Prints so many bytes to a file. */
function printTo(path: string, bytes = BYTES): { code: number | null; stderr: string } {
  const stdout = openSync(path, 'w');
  try {
    const node = ['--conditions=@oneclass/source', '--import', 'tsx', PRINTING, String(bytes)];
    const { status, stderr } = spawnSync(process.execPath, node, {
      cwd: ROOT,
      stdio: ['ignore', stdout, 'pipe'],
      encoding: 'utf8',
    });
    return { code: status, stderr };
  } finally {
    closeSync(stdout);
  }
}

const left = await whyNoSmallDisk();

describe('results that go to a file', () => {
  it('are there, all of them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oneclass-results-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    expect(printTo(join(folder, 'out'))).toEqual({ code: 0, stderr: '' });
    expect((await readFile(join(folder, 'out'))).length).toBe(BYTES + 1);
  });

  // A write that finds room for a part of it does not fail.
  it.skipIf(left !== undefined)(
    `are missed where there is room for a part of them${left === undefined ? '' : ` (${left})`}`,
    async () => {
      const disk = await smallDisk(131_072);
      onTestFinished(() => disk.remove());
      const path = join(disk.path, 'out');
      expect(printTo(path)).toEqual({
        code: 1,
        stderr:
          `error: ${path}: can't be written: the disk is full. Make room there, or name another ` +
          'place. The results there are not whole.\n',
      });
    },
  );
});
