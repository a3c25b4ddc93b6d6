import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkpointFile, imageShape, images, readMask, typicalShape } from '@oneclass/core/node';
import { readRegular } from '../../../src/node/file/regular-file.ts';
import { plain, put, temporaryFolder } from '../temporary-folder.ts';

/** What bears a name and is no file, by what an error calls it. */
async function others(): Promise<Record<string, string>> {
  const folder = await temporaryFolder();
  const at = (name: string): string => join(folder, name);
  await promisify(execFile)('mkfifo', [at('fifo.png')]);
  await mkdir(at('folder.png'));
  await symlink('/dev/zero', at('zero.png'));
  await symlink(at('fifo.png'), at('link.png'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(at('socket.png'), resolve));
  onTestFinished(() => void server.close());
  return {
    [at('fifo.png')]: 'a FIFO',
    [at('link.png')]: 'a FIFO',
    [at('folder.png')]: 'a folder',
    [at('zero.png')]: 'a device',
    [at('socket.png')]: 'a socket',
  };
}

describe.skipIf(process.platform === 'win32')('what is no regular file', () => {
  it.each<[string, (path: string) => Promise<unknown>]>([
    ['an image', (path) => images([path])],
    ["an image's header", (path) => imageShape(path)],
    ['an image of many', (path) => typicalShape([path])],
    ['a mask', (path) => readMask(path)],
    ['a checkpoint', (path) => checkpointFile(path).load()],
  ])('is refused as %s, by name', async (_, read) => {
    for (const [path, kind] of Object.entries(await others())) {
      await expect(read(path)).rejects.toMatchObject({
        name: 'OneClassError',
        argument: path,
        message: expect.stringContaining(
          `can't be read (it is ${kind}, not a regular file)`,
        ) as string,
      });
    }
  });
});

describe('a regular file', () => {
  it('is read whole, by a link too', async () => {
    const folder = await temporaryFolder();
    const path = await put(join(folder, 'a.png'), await plain(7, 4, 4));
    await symlink(path, join(folder, 'b.png'));
    expect(await readRegular(join(folder, 'b.png'))).toEqual(await readRegular(path));
    expect((await images([join(folder, 'b.png')])).bytes).toEqual(new Uint8Array(16).fill(7));
  });
});
