import { mkdir, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { expect, it } from 'vitest';
import { describeLeftOut, labeledFolder, listImages, normalFolder } from '@oneclass/core/node';
import { temporaryFolder } from '../temporary-folder.ts';
import { putFiles, type Content } from './put-files.ts';

const photos = (...paths: string[]): Record<string, Content> =>
  Object.fromEntries(paths.map((path) => [path, 'photo']));

async function folderOf(files: Readonly<Record<string, Content>>): Promise<string> {
  const dir = await temporaryFolder();
  await putFiles(dir, Object.entries(files));
  return dir;
}

it('what systems, viewers and this program leave in a folder is counted, and not taken', async () => {
  const dir = await folderOf({
    ...photos('good/0.png', 'good/1.png', 'crack/0.png'),
    ...photos('good/@eaDir/0.png/SYNOPHOTO_THUMB_M.jpg', 'crack/.@__thumb/0.png'),
    ...photos('.thumbnails/0.png', 'good/0_thumb.jpg', 'Thumbnails/0.png'),
    ...photos('good/._0.png', '__MACOSX/good/._0.png', '.git/objects/0.png', '$RECYCLE.BIN/1.png'),
    ...photos('maps/images/0001-good-0.png', 'maps/images/0002-crack-0.png'),
    'maps/index.html': 'page',
    'good/Thumbs.db': 'other',
    'good/.DS_Store': 'other',
    'notes.txt': 'other',
    'crack/1.heic': 'other',
  });
  const within = (paths: readonly string[]): string[] =>
    paths.map((path) => relative(dir, path).replaceAll('\\', '/'));
  const leftOut = { thumbnail: 5, hidden: 4, scoreMap: 2, '.heic': 1, other: 2 };
  expect((await listImages(dir)).leftOut).toEqual(leftOut);
  const { paths, leftOut: left, kinds } = await labeledFolder(dir);
  expect([within(paths), kinds, left]).toEqual([
    ['crack/0.png', 'good/0.png', 'good/1.png'],
    ['crack', 'good', 'good'],
    leftOut,
  ]);
  const normal = await normalFolder(dir);
  expect([within(normal.paths), normal.leftOut]).toEqual([
    ['good/0.png', 'good/1.png'],
    { ...leftOut, elsewhere: 1 },
  ]);
});

it("pictures of another's page are images, and so is a preview without its image", async () => {
  const dir = await folderOf({
    ...photos('site/images/0.png', '1_thumb.png'),
    'site/index.html': 'other',
  });
  expect((await listImages(dir)).paths).toHaveLength(2);
});

it('a folder that holds nothing else says what is in it', async () => {
  const dir = await folderOf({ ...photos('.a/0.png', 'thumbs/1.png'), 'b.heic': 'other' });
  await expect(listImages(dir)).rejects.toThrow(
    /no images there.*It holds only: 1 HEIC, 1 preview, 1 hidden file\. Convert \.heic to PNG/,
  );
});

it('is told in words', () => {
  expect(describeLeftOut({ hidden: 3, '.tif': 40, mask: 12, '.heic': 1 })).toBe(
    '12 masks, 40 TIF, 1 HEIC, 3 hidden files',
  );
  expect(describeLeftOut({ mask: 1, anomalous: 2, elsewhere: 1, thumbnail: 2, scoreMap: 1 })).toBe(
    '1 mask, 2 anomalous, 1 in another folder, 2 previews, 1 picture of a score map',
  );
  expect(describeLeftOut({})).toBe('');
});

it.skipIf(process.platform !== 'linux')(
  'a name that is not UTF-8 is left out alone, and said',
  async () => {
    const dir = await folderOf(photos('good/0.png', 'good/ü.png', 'good/\ufffd.png'));
    const named = (name: string): Buffer =>
      Buffer.concat([Buffer.from(`${dir}/good/`), Buffer.from(name, 'latin1')]);
    await writeFile(named('gr\xfc\xdfe.png'), 'photo');
    await mkdir(named('b\xe4d'));
    const { paths, leftOut } = await normalFolder(dir);
    expect(paths.map((path) => relative(dir, path))).toEqual([
      'good/0.png',
      'good/ü.png',
      'good/\ufffd.png',
    ]);
    expect(describeLeftOut(leftOut)).toBe('2 files whose names are not UTF-8');
  },
);
