/** @file By what a folder is known that this project wrote a page of score maps to. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The page, its folder of pictures, and what it says of itself. */
export const SCORE_MAP_PAGE = {
  file: 'index.html',
  pictures: 'images',
  generator: 'oneclass score maps',
  /** What the folder in it is called first that everything is written to before. */
  staging: '.maps-',
} as const;

/** Whether a folder has such a page; pictures beside it are then this project's. */
export async function hasScoreMapPage(folder: string): Promise<boolean> {
  const page = await readFile(join(folder, SCORE_MAP_PAGE.file), 'utf8').catch(() => '');
  return page.includes(`content="${SCORE_MAP_PAGE.generator}"`);
}
