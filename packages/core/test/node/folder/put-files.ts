import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { image, plain } from '../temporary-folder.ts';

/** What a file holds: an image, a mask that marks something or nothing, a page of score maps. */
export type Content = 'photo' | 'marked' | 'empty' | 'page' | 'other';

const SIDE = 8;
const photo = image(
  Array.from({ length: SIDE * SIDE }, (_, i) => 4 * i),
  [SIDE, SIDE, 1],
)
  .toColourspace('b-w')
  .png()
  .toBuffer();

/** Writes files by their paths in a folder. */
export async function putFiles(dir: string, files: Iterable<[string, Content]>): Promise<void> {
  const contents: Readonly<Record<Content, Uint8Array | string>> = {
    photo: await photo,
    marked: await plain(255, SIDE, SIDE),
    empty: await plain(0, SIDE, SIDE),
    page: '<meta name="generator" content="oneclass score maps">',
    other: 'no image',
  };
  const all = [...files];
  for (const folder of new Set(all.map(([path]) => dirname(path))))
    await mkdir(join(dir, folder), { recursive: true });
  for (const [path, content] of all) await writeFile(join(dir, path), contents[content]);
}
