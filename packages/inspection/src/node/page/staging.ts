/**
 * @file Where a page and its pictures are before they come into place, and how they get there: in
 *   steps that a kill may fall between, each of which the next run takes further.
 */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { disown, isLeft, ownedName, ownerOf, SCORE_MAP_PAGE } from '@oneclass/core/node';

const { file: PAGE, pictures: PICTURES, staging: START } = SCORE_MAP_PAGE;
const OLD = 'old-';

/** A new folder in `path`, whose name says which process it belongs to. */
export async function makeStaging(path: string): Promise<string> {
  const name = ownedName(START);
  const staging = join(path, name);
  await mkdir(join(staging, PICTURES), { recursive: true });
  return staging;
}

/** But for one with an old page that could not be brought back: the next run has to do that. */
export async function removeStaging(staging: string): Promise<void> {
  if (!(await isHalfway(staging))) await rm(staging, { recursive: true, force: true });
  disown(basename(staging));
}

/**
 * Puts page and pictures in their place. The old page goes first and the new one comes last: what a
 * page shows is there as long as it is. When a step fails, the old page and its pictures come back.
 */
export async function putInPlace(staging: string, path: string): Promise<void> {
  const done: (readonly [from: string, to: string])[] = [];
  const move = async (from: string, to: string): Promise<void> => {
    await rename(from, to);
    done.push([from, to]);
  };
  try {
    for (const name of [PAGE, PICTURES])
      if (await isThere(join(path, name))) await move(join(path, name), join(staging, OLD + name));
    for (const name of [PICTURES, PAGE]) await move(join(staging, name), join(path, name));
  } catch (error) {
    for (const [from, to] of done.reverse()) await rename(to, from);
    throw error;
  }
}

/**
 * Ends what killed runs have left: a page that was on its way is put in place, others are removed.
 * What a run on another computer has left stays.
 */
export async function endKilled(path: string): Promise<void> {
  const names = await readdir(path).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(START))) {
    const staging = join(path, name);
    const owner = ownerOf(name);
    if (!owner || !(await isLeft(staging, owner))) continue;
    await finish(staging, path);
    await rm(staging, { recursive: true, force: true });
  }
}

async function finish(staging: string, path: string): Promise<void> {
  const has = (name: string): Promise<boolean> => isThere(join(staging, name));
  const begun = (await has(OLD + PAGE)) || !(await has(PICTURES));
  if (!begun || !(await has(PAGE))) return;
  if (await has(PICTURES)) await putInPlace(staging, path);
  else await rename(join(staging, PAGE), join(path, PAGE));
}

/** With an old page or its pictures, and the new page still. */
async function isHalfway(staging: string): Promise<boolean> {
  const has = (name: string): Promise<boolean> => isThere(join(staging, name));
  return (await has(PAGE)) && ((await has(OLD + PAGE)) || (await has(OLD + PICTURES)));
}

const isThere = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;
