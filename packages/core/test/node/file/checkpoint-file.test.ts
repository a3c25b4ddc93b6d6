import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointFile } from '@oneclass/core/node';
import { temporaryFolder } from '../temporary-folder.ts';
import { leftovers } from './leftovers.ts';

describe('a checkpoint file', () => {
  it('gives what was saved last, and nothing before or after', async () => {
    const store = checkpointFile(join(await temporaryFolder(), 'fit.checkpoint'));
    expect([await store.exists(), await store.load()]).toEqual([false, undefined]);
    await store.save(Uint8Array.of(1, 2));
    await store.save(Uint8Array.of(3));
    expect(await store.exists()).toBe(true);
    expect([...((await store.load()) ?? [])]).toEqual([3]);
    await store.remove();
    await store.remove(); // nothing is no error
    expect([await store.exists(), await store.load()]).toEqual([false, undefined]);
  });

  it('has the interval that it is given', () => {
    expect(checkpointFile('fit.checkpoint', { interval: 5 }).interval).toBe(5);
    expect(checkpointFile('fit.checkpoint')).not.toHaveProperty('interval');
  });

  it.each(['load', 'remove', 'save'] as const)(
    '%s takes away what killed writers left beside it, and nothing else',
    async (use) => {
      const folder = await temporaryFolder();
      const left = await leftovers(folder, 'fit.checkpoint');
      await checkpointFile(join(folder, 'fit.checkpoint'))[use](Uint8Array.of(1));
      const names = await readdir(folder);
      expect(names.filter((name) => name !== 'fit.checkpoint').sort()).toEqual(left.kept);
    },
  );

  it('leaves alone what others are about to save, where it is shared', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'fit.checkpoint');
    const bytes = new Uint8Array(2 ** 22).fill(7);
    const writers = Array.from({ length: 4 }, async () => {
      const store = checkpointFile(path, { shared: true });
      for (let i = 0; i < 5; i++) {
        await store.save(bytes);
        expect((await store.load())?.length).toBe(bytes.length);
      }
    });
    await Promise.all(writers);
    expect(await readdir(folder)).toEqual(['fit.checkpoint']);
  });

  it('says at once that its folder is not there, or that it is a folder itself', async () => {
    const folder = await temporaryFolder();
    const missing = checkpointFile(join(folder, 'no', 'fit.checkpoint'));
    await expect(missing.load()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('there is no folder') as string,
    });
    await expect(missing.remove()).resolves.toBeUndefined();
    await mkdir(join(folder, 'taken'));
    const taken = checkpointFile(join(folder, 'taken'));
    await expect(taken.load()).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining("can't be read") as string,
    });
    await expect(taken.save(Uint8Array.of(1))).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});
