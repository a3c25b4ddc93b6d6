import { mkdir, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labeledFolder, listImages, normalFolder } from '@oneclass/core/node';
import { put, temporaryFolder } from '../temporary-folder.ts';

async function folderOf(names: readonly string[]): Promise<string> {
  const dir = await temporaryFolder();
  for (const name of names) await put(join(dir, name));
  return dir;
}
const within = (dir: string, paths: readonly string[]): string[] =>
  paths.map((path) => relative(dir, path).replaceAll('\\', '/'));
const invalid = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'invalid-data', message: expect.stringMatching(message) });

describe('listImages', () => {
  it('finds images at any depth, in an order that depends on their names only', async () => {
    const dir = await folderOf([
      'b/z.png',
      'b/a/x.webp',
      'ä.png',
      'Z.JPG',
      'a.jpeg',
      '10.png',
      '9.png',
      'note.txt',
      '.hidden.png',
      '.cache/c.png',
      'c.bmp',
      'd.heic',
    ]);
    expect(within(dir, (await listImages(dir)).paths)).toEqual([
      '10.png',
      '9.png',
      'Z.JPG',
      'a.jpeg',
      'c.bmp',
      'ä.png',
      'b/z.png',
      'b/a/x.webp',
    ]);
  });

  it('follows links, but not in circles', async () => {
    const [dir, other] = [await folderOf(['a/1.png']), await folderOf(['2.png'])];
    await symlink(other, join(dir, 'linked'));
    await symlink(join(other, '2.png'), join(dir, 'link.png'));
    await symlink(dir, join(dir, 'a', 'up'));
    await symlink(join(dir, 'nowhere'), join(dir, 'broken.png'));
    expect(within(dir, (await listImages(dir)).paths)).toEqual([
      'link.png',
      'a/1.png',
      'linked/2.png',
    ]);
  });

  it('says what is wrong with a folder that is not there, or holds no image', async () => {
    const dir = await folderOf(['a/1.jxl', 'b.heic', 'c']);
    await expect(listImages(join(dir, 'none'))).rejects.toThrow(
      expect.objectContaining({ code: 'not-found', argument: join(dir, 'none') }),
    );
    await expect(listImages(join(dir, 'c'))).rejects.toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    await expect(listImages(dir)).rejects.toThrow(
      invalid(
        new RegExp(
          /Expected files named \.png, \.jpg, \.jpeg, \.webp, \.bmp, \.tif.*/.source +
            /It holds only: 1 HEIC, 1 JXL, 1 other file\. Convert \.heic, \.jxl to PNG/.source,
        ),
      ),
    );
    await mkdir(join(dir, 'empty'));
    await expect(listImages(join(dir, 'empty'))).rejects.toThrow(invalid(/It is empty/));
  });
});

describe('normalFolder', () => {
  it.each([
    [
      'train/good',
      ['train/good/1.png', 'test/good/2.png', 'test/crack/3.png', 'good/4.png'],
      ['train/good/1.png'],
    ],
    ['good', ['good/1.png', 'good/more/2.png', 'crack/3.png'], ['good/1.png', 'good/more/2.png']],
    ['all of it', ['1.png', 'more/2.png'], ['1.png', 'more/2.png']],
  ])('takes %s', async (_, names, expected) => {
    const dir = await folderOf(names);
    expect(within(dir, (await normalFolder(dir)).paths)).toEqual(expected);
  });

  it('refuses to fit on what there is to test with', async () => {
    const dir = await folderOf(['test/good/2.png', 'test/crack/3.png']);
    await expect(normalFolder(dir)).rejects.toThrow(invalid(/has test, but no train\/good/));
  });
});

describe('labeledFolder', () => {
  it.each([
    [
      'test',
      [
        'test/good/1.png',
        'test/crack/2.png',
        'test/hole/3.png',
        'train/good/4.png',
        'ground_truth/crack/2_mask.png',
      ],
      'test/',
    ],
    [
      'the folder itself',
      ['good/1.png', 'crack/2.png', 'hole/3.png', 'ground_truth/crack/2_mask.png'],
      '',
    ],
  ])('takes the kinds from %s', async (_, names, prefix) => {
    const dir = await folderOf(names);
    const { paths, labels, kinds } = await labeledFolder(dir);
    expect(within(dir, paths)).toEqual([
      `${prefix}crack/2.png`,
      `${prefix}good/1.png`,
      `${prefix}hole/3.png`,
    ]);
    expect([...labels]).toEqual([1, 0, 1]);
    expect(kinds).toEqual(['crack', 'good', 'hole']);
  });

  it.each([
    ['no folders', ['1.png'], /Received: no folders/],
    [
      'no normal images',
      ['crack/1.png', 'hole/1.png'],
      /expected a folder 'good'.*Received: crack, hole/,
    ],
    [
      'no anomalous images',
      ['test/good/1.png', 'train/good/2.png'],
      /beside it a folder for each kind.*Received: good/,
    ],
  ])('says which layout it expects where there are %s', async (_, names, message) => {
    await expect(labeledFolder(await folderOf(names))).rejects.toThrow(invalid(message));
  });

  it('refuses an empty kind, and says why it is one', async () => {
    const dir = await folderOf(['good/1.png', 'crack/2.txt']);
    await expect(labeledFolder(dir)).rejects.toThrow(
      invalid(
        /crack: no images there.*a kind of anomaly, as every folder beside "good".*remove it/,
      ),
    );
    const other = await folderOf(['ok/1.txt', 'crack/2.png']);
    await expect(labeledFolder(other)).rejects.toThrow(
      invalid(/ok: no images there.*the folder of normal images: put some into it/),
    );
  });
});
