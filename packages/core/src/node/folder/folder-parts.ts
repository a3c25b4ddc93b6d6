/** @file Where in a folder the images to fit and to evaluate on are, by the names of folders. */
import { join } from 'node:path';
import { OneClassError } from '../../error.ts';
import {
  hasAnomalousWord,
  isMaskFolder,
  isNormalName,
  isOtherPart,
  isTestName,
  isTrainName,
} from './folder-name.ts';
import { foldersIn, isWithin, readTree, type FolderTree, type Names } from './folder-tree.ts';

interface Parts {
  /** Where the parts are, or the images themselves. */
  readonly root: Names;
  readonly train: Names | undefined;
  readonly test: Names | undefined;
}

export function partsOf(tree: FolderTree): Parts {
  const root = innermost(tree, []);
  const names = foldersIn(tree, root);
  const partOf = (...tests: ((name: string) => boolean)[]): Names | undefined => {
    const name = tests.map((is) => names.find(is)).find((found) => found !== undefined);
    return name === undefined ? undefined : innermost(tree, [...root, name]);
  };
  return {
    root,
    train: partOf(isTrainName),
    test: partOf((name) => name.toLowerCase() === 'test', isTestName),
  };
}

/** Where a folder holds apart what is fitted and what is evaluated on. */
export interface FolderParts {
  readonly train?: string | undefined;
  readonly test?: string | undefined;
}

/**
 * The folders 'train' and 'test' of a folder, by whatever names they are known.
 * @throws OneClassError `not-found` when there is no such folder
 */
export async function folderParts(dir: string): Promise<FolderParts> {
  const { train, test } = partsOf(await readTree(dir));
  return { train: train && join(dir, ...train), test: test && join(dir, ...test) };
}

/** Down through folders that hold one other and nothing else, as Data/Images in VisA. */
function innermost(tree: FolderTree, from: Names): Names {
  const inside = foldersIn(tree, from);
  const [only, another] = inside.filter((name) => !isMaskFolder(name, inside));
  if (only === undefined || another !== undefined) return from;
  if (isNormalName(only) || isTrainName(only) || isTestName(only)) return from;
  const next = [...from, only];
  const hasOwn = tree.files.some(
    ({ folders }) => folders.length === from.length && isWithin(folders, from),
  );
  return hasOwn || foldersIn(tree, next).length === 0 ? from : innermost(tree, next);
}

/** Names of the folders in a folder that say what their images are, normal ones among them. */
export function kindsIn(tree: FolderTree, folder: Names): string[] {
  const inside = foldersIn(tree, folder);
  return inside.filter(
    (name) =>
      !isMaskFolder(name, inside) && !isTrainName(name) && !isTestName(name) && !isOtherPart(name),
  );
}

/**
 * The folder of normal images in a folder.
 * @throws OneClassError `invalid-data` when there are two
 */
export function normalIn(tree: FolderTree, folder: Names): Names | undefined {
  const [name, another] = kindsIn(tree, folder).filter(isNormalName);
  if (another === undefined) return name === undefined ? undefined : [...folder, name];
  const path = join(tree.dir, ...folder);
  throw new OneClassError(
    'invalid-data',
    `${path}: has both '${String(name)}' and '${another}'. Expected one folder of normal images. ` +
      'Put them together, or rename one.',
    { argument: path, expected: "one of 'good', 'ok', 'normal'" },
  );
}

/**
 * Before all images in a folder are taken as normal.
 * @throws OneClassError `invalid-data` for a folder in it whose name says otherwise
 */
export function checkNormalOnly(tree: FolderTree, folder: Names): void {
  const inside = tree.folders.filter((names) => isWithin(names, folder));
  for (const names of inside) {
    const name = names.slice(folder.length).at(-1);
    if (name === undefined) continue;
    if (names.some((at, i) => isMaskFolder(at, foldersIn(tree, names.slice(0, i))))) continue;
    if (!hasAnomalousWord(name) && !isTrainName(name) && !isTestName(name)) continue;
    const path = join(tree.dir, ...folder);
    throw new OneClassError(
      'invalid-data',
      `${path}: which of its images are normal? '${join(...names.slice(folder.length))}' is in ` +
        'it, and no folder good, ok or normal beside that. Name the folder of normal images, or ' +
        'rename it to good.',
      { argument: path, expected: "a folder 'good'", received: foldersIn(tree, folder) },
    );
  }
}
