import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimFolder, isLeft, ownedName, ownerOf, type Claim } from '@oneclass/core/node';
import { put, temporaryFolder } from '../temporary-folder.ts';
import { ofKilled } from './leftovers.ts';

const claim = (folder: string, name = 'fit'): Promise<Claim> =>
  claimFolder(folder, { name, what: `The folder "${folder}"`, argument: 'checkpoint' });

async function renameClaim(folder: string, rename_: (name: string) => string): Promise<string> {
  const [name = ''] = await readdir(folder);
  await rename(join(folder, name), join(folder, rename_(name)));
  return join(folder, rename_(name));
}

describe('a folder that a process has claimed', () => {
  it('is refused to another, which is told whose it is, until it is released', async () => {
    const folder = await temporaryFolder();
    const first = await claim(folder);
    await expect(claim(folder)).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'checkpoint',
      message: expect.stringMatching(
        new RegExp(
          `^The folder ".+" is in use by another run \\(process ${String(process.pid)}, since ` +
            '[\\d-]{10} [\\d:]{8}\\)\\. Wait until it is done, or name another\\.$',
        ),
      ) as string,
    });
    await (await claim(folder, 'other')).release();
    await first.release();
    await (await claim(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over from a process that is no more', async () => {
    const folder = await temporaryFolder();
    await claim(folder);
    await renameClaim(folder, ofKilled);
    await (await claim(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over from another computer only when that gives no sign of life', async () => {
    const folder = await temporaryFolder();
    await claim(folder);
    const path = await renameClaim(folder, (name) => name.replace(/\.[\da-f]{8}-/, '.00000000-'));
    await expect(claim(folder)).rejects.toThrow(/of another computer.+ is off, remove ".+\.lock"/);
    const before = new Date(Date.now() - 181_000);
    await utimes(path, before, before);
    await (await claim(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes to one of those that want it at once, and to one only', async () => {
    const folder = await temporaryFolder();
    const ends = await Promise.allSettled([1, 2, 3, 4, 5].map(() => claim(folder)));
    const claims = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    expect(claims).toHaveLength(1);
    expect(await readdir(folder)).toHaveLength(1);
    await claims[0]?.release();
  });
});

describe.skipIf(process.platform !== 'linux')('a name says whose it is', () => {
  it('also where the number of its process has come to another', async () => {
    const folder = await temporaryFolder();
    const child = spawn('sleep', ['600']);
    await once(child, 'spawn');
    const name = ownedName('.a.', '.tmp').replace(
      `-${String(process.pid)}-`,
      `-${String(child.pid)}-`,
    );
    const path = await put(join(folder, name), Uint8Array.of(1));
    const owner = ownerOf(name, '.tmp');
    if (!owner) throw new Error(name);
    expect(await isLeft(path, owner)).toBe(true); // of one that began before
    expect(await isLeft(path, { ...owner, begun: '0' })).toBe(false); // of which no more is known
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isLeft(path, { ...owner, begun: '0' })).toBe(true);
  });
});
