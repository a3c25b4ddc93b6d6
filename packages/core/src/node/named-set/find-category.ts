import { basename, join } from 'node:path';
import { isOneClassError, OneClassError } from '../../error.ts';
import { namesIn } from '../file/names-in.ts';
import { readFolder } from '../folder/folder-entries.ts';
import { folderCategory, listedCategory, type ImageCategory } from '../folder/image-category.ts';
import { readSplitFile } from '../folder/split-file.ts';
import { INDUSTRIAL_SETS, type IndustrialSet } from './industrial-sets.ts';
import { fetchByHand } from './known-sets.ts';

export interface FindCategoryOptions {
  /** The data folders to look in, in this order: those of `dataFolders`. */
  readonly folders: readonly string[];
  /**
   * Of a set that has several, VisA: '2cls_fewshot.csv', '2cls_highshot.csv'; '1cls.csv' when
   * absent.
   */
  readonly splitFile?: string | undefined;
}

export interface FoundCategory {
  readonly category: string;
  readonly folder: string;
}

/**
 * Finds one category of a set of image folders ('mvtec-ad', 'mvtec-loco', 'mvtec-ad-2', 'btad',
 * 'visa'), in the first data folder that has it; nothing is downloaded. The set's folder has the
 * set's name, or one of those by which it is published; a data folder may also be that folder
 * itself.
 *
 * @throws OneClassError `unknown-name` for a set or category that there isn't; `not-found` when
 *   it is in no folder, with how to get it, and without its split file; `invalid-data` for a
 *   damaged split file; `invalid-argument` for a `splitFile` of a set that has none
 */
export async function findCategory(
  set: string,
  category: string,
  { folders, splitFile }: FindCategoryOptions,
): Promise<ImageCategory> {
  const industrial = industrialSet(set);
  checkNames(industrial, category, splitFile);
  const found = await findCategories(set, folders);
  const folder = found.find((candidate) => candidate.category === category)?.folder;
  if (folder === undefined) throw notFound(industrial, category, { folders, found });
  if (!industrial.splits) return folderCategory(folder, industrial.testFolder);
  const root = join(folder, '..');
  const splits = join(root, industrial.splits.folder);
  const file = splitFile ?? industrial.splits.file;
  const names = await namesIn(splits);
  const path = join(splits, file);
  if (!names.includes(file)) {
    const instead = names.length === 0 ? '' : ` It has ${names.join(', ')}.`;
    throw new OneClassError(
      'not-found',
      `${splits} has no split file ${file}, which says what to fit and to evaluate ` +
        `on.${instead} It comes with the set: ${industrial.about.source}`,
      { argument: 'splitFile', expected: path },
    );
  }
  const listed = await readSplitFile(path, root);
  return listedCategory(
    folder,
    path,
    listed.filter(({ object }) => object === category),
  );
}

/**
 * The categories of a set that are there, in the set's order, each in the first data folder that
 * has it.
 * @throws OneClassError `unknown-name` for a set that there isn't
 */
export async function findCategories(
  set: string,
  folders: readonly string[],
): Promise<FoundCategory[]> {
  const industrial = industrialSet(set);
  const places = folders.flatMap((folder) => placesIn(folder, industrial));
  const entries = await Promise.all(
    places.map(async (place) => ({ place, names: await foldersIn(place) })),
  );
  return industrial.about.classes.flatMap((category) => {
    const place = entries.find(({ names }) => names.includes(category))?.place;
    return place === undefined ? [] : [{ category, folder: join(place, category) }];
  });
}

function industrialSet(name: string): IndustrialSet {
  const set = INDUSTRIAL_SETS.find(({ about }) => about.name === name);
  if (set) return set;
  const expected = INDUSTRIAL_SETS.map(({ about }) => about.name).join(', ');
  throw new OneClassError(
    'unknown-name',
    `There is no set of image folders '${name}'. Expected one of: ${expected}.`,
    { argument: 'set', expected, received: name },
  );
}

function checkNames(
  { about: { name, classes }, splits }: IndustrialSet,
  category: string,
  splitFile: string | undefined,
): void {
  if (!classes.includes(category)) {
    const expected = classes.join(', ');
    throw new OneClassError(
      'unknown-name',
      `Data set '${name}' has no category '${category}'. Expected one of: ${expected}.`,
      { argument: 'category', expected, received: category },
    );
  }
  if (splitFile !== undefined && !splits) {
    throw new OneClassError(
      'invalid-argument',
      `Data set '${name}' has no split files: its folders say what is for what. Leave ` +
        'splitFile out.',
      { argument: 'splitFile', received: splitFile },
    );
  }
}

/** Where the folders of categories may be under a data folder, the likeliest first. */
function placesIn(folder: string, { folderNames, archiveFolder }: IndustrialSet): string[] {
  const roots = [
    ...folderNames.map((name) => join(folder, name)),
    ...(folderNames.includes(basename(folder)) ? [folder] : []),
  ];
  return roots.flatMap((root) =>
    archiveFolder === undefined ? [root] : [root, join(root, archiveFolder)],
  );
}

async function foldersIn(place: string): Promise<readonly string[]> {
  try {
    return (await readFolder(place)).folders;
  } catch (error) {
    if (isOneClassError(error) && error.code === 'not-found') return [];
    throw error;
  }
}

interface Search {
  readonly folders: readonly string[];
  readonly found: readonly FoundCategory[];
}

function notFound(
  { about, folderNames }: IndustrialSet,
  category: string,
  { folders, found }: Search,
): OneClassError {
  const where =
    folders.length === 0
      ? 'No data folder is set.'
      : `Looked in ${folders.join(', ')} for a folder ${folderNames.join(', ')} with ` +
        `${category} in it.`;
  const others =
    found.length === 0 ? '' : ` There are only ${found.map(({ folder }) => folder).join(', ')}.`;
  return fetchByHand(about, ` ${where}${others}`);
}
