import { dirname } from 'node:path';
import { classifiedImages, type ClassifiedImages } from '../../datasets/classified-images.ts';
import { strokeDigits } from '../../datasets/drawn/stroke-digits.ts';
import { imageSet } from '../../datasets/image-set.ts';
import { OneClassError } from '../../error.ts';
import { createRng } from '../../rng.ts';
import { FILE_SETS, type FileSet } from './file-sets.ts';
import { findCategories } from './find-category.ts';
import { describeSet, DRAWN_DIGITS, DRAWN_TEXTURES } from './known-sets.ts';
import { findSplit, type SetFile, type SetLayout } from './set-files.ts';

type Split = 'train' | 'test';

export interface LoadedSet {
  readonly name: string;
  readonly train?: ClassifiedImages | undefined;
  readonly test?: ClassifiedImages | undefined;
  /** What was read; none for a set that is drawn by code. */
  readonly files: readonly SetFile[];
}

/** Where a set is. */
export interface FoundSet {
  readonly splits: readonly Split[];
  /** One, unless its splits are apart; none for a set that is drawn by code. */
  readonly folders: readonly string[];
}

/**
 * Loads a data set by its name, from the first of the folders that has it; nothing is downloaded.
 * 'digits' needs no file. IDX files are in FOLDER/mnist, in FOLDER/MNIST/raw (as torchvision lays
 * them out), or in FOLDER itself when that is its name; CIFAR-10's in
 * FOLDER/cifar10/cifar-10-batches-bin or FOLDER/cifar-10-batches-bin. A split whose files are not
 * there is left out; files that differ from the official ones are used, and marked.
 *
 * @throws OneClassError `unknown-name`; `invalid-argument` for 'textures', which is
 *   `namedTextures`, and for sets of image folders, which are {@link findCategory}'s; `not-found`
 *   when neither split is there, or only some files of a split; `invalid-data` for damaged files
 *   and for files that don't fit together; the signal's reason when aborted
 */
export async function loadNamedSet(
  name: string,
  folders: readonly string[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<LoadedSet> {
  if (name === DRAWN_DIGITS.name) return drawnDigits();
  const set = fileSet(name);
  const { train, test } = await findSplits(set.layout, folders);
  if (train === undefined && test === undefined) throw notFound(set, folders);
  const files: SetFile[] = [];
  const load = async (split: Split, paths: readonly string[]): Promise<ClassifiedImages> => {
    signal?.throwIfAborted();
    const content = await set.layout[split].read(paths, signal);
    files.push(...content.files);
    try {
      return classifiedImages({
        samples: imageSet(content),
        classes: content.classes,
        names: set.about.classes,
      });
    } catch (cause) {
      throw new OneClassError(
        'invalid-data',
        `${paths.join(' and ')}: ${(cause as Error).message}`,
        {
          argument: paths[0] as string,
          cause,
        },
      );
    }
  };
  return {
    name,
    ...(train && { train: await load('train', train) }),
    ...(test && { test: await load('test', test) }),
    files,
  };
}

/**
 * Where a set is that {@link loadNamedSet} would load, and with which splits; the contents are not
 * read. A set to be fetched by hand is found when one of its categories is there.
 *
 * @returns undefined when it is in none of the folders
 * @throws OneClassError `unknown-name`; `not-found` when only some files of a split are there
 */
export async function findNamedSet(
  name: string,
  folders: readonly string[],
): Promise<FoundSet | undefined> {
  const set = describeSet(name);
  if (set.download === 'none') return { splits: ['train', 'test'], folders: [] };
  if (set.download === 'manual') return foundCategories(name, folders);
  const { train, test } = await findSplits(fileSet(name).layout, folders);
  const splits: readonly Split[] = [
    ...(train ? ['train' as const] : []),
    ...(test ? ['test' as const] : []),
  ];
  const found = [train, test].flatMap((paths) =>
    paths?.[0] === undefined ? [] : [dirname(paths[0])],
  );
  return splits.length === 0 ? undefined : { splits, folders: [...new Set(found)] };
}

async function foundCategories(
  name: string,
  folders: readonly string[],
): Promise<FoundSet | undefined> {
  const categories = await findCategories(name, folders);
  return categories.length === 0
    ? undefined
    : {
        splits: ['train', 'test'],
        folders: [...new Set(categories.map(({ folder }) => dirname(folder)))],
      };
}

/** @throws OneClassError `not-found` when the set was found without that split */
export function requireSplit(set: LoadedSet, split: Split): ClassifiedImages {
  const images = set[split];
  if (images) return images;
  const message =
    `Data set '${set.name}' is there without its ${split} split. Get it with: oneclass ` +
    `datasets download ${set.name}. Or put that split's files beside the others.`;
  throw new OneClassError('not-found', message, {
    argument: set.name,
    expected: `the ${split} split`,
  });
}

function fileSet(name: string): FileSet {
  const set = FILE_SETS.find(({ about }) => about.name === name);
  if (set) return set;
  if (name === DRAWN_TEXTURES.name) {
    throw new OneClassError(
      'invalid-argument',
      `Data set '${name}' has no classes to choose among: take one of its kinds with ` +
        'namedTextures.',
      { argument: 'name', received: name },
    );
  }
  const { classes } = describeSet(name);
  throw new OneClassError(
    'invalid-argument',
    `Data set '${name}' is read a category at a time: findCategory('${name}', ` +
      `'${classes[0] ?? ''}', { folders }).`,
    { argument: 'name', received: name },
  );
}

async function findSplits(
  { train, test, endings, ...layout }: SetLayout,
  folders: readonly string[],
) {
  const places = folders.flatMap((folder) => layout.places(folder));
  return {
    train: await findSplit(train, endings, places),
    test: await findSplit(test, endings, places),
  };
}

function drawnDigits(): LoadedSet {
  const seedOf = (split: string): number => createRng(0).derive(`digits/${split}`).seed();
  return {
    name: DRAWN_DIGITS.name,
    train: strokeDigits({ perDigit: 1000, seed: seedOf('train') }),
    test: strokeDigits({ perDigit: 200, seed: seedOf('test') }),
    files: [],
  };
}

function notFound(
  { about: { name, title }, layout }: FileSet,
  folders: readonly string[],
): OneClassError {
  const places = folders.flatMap((folder) => layout.places(folder));
  const looked =
    places.length === 0 ? 'No data folder is set.' : `Looked in: ${places.join(', ')}.`;
  const fileNames = [...layout.train.fileNames, ...layout.test.fileNames].join(', ');
  const ending = layout.endings.includes('.gz') ? ', each with or without .gz' : '';
  return new OneClassError(
    'not-found',
    `Data set '${name}' (${title}) is not there. ${looked} Get it with: oneclass datasets ` +
      `download ${name}. Or put its files ${fileNames}${ending}, into FOLDER/${name} and set ` +
      'ONECLASS_DATA_DIR=FOLDER, or give --data-dir FOLDER.',
    { argument: name, expected: fileNames, received: places },
  );
}
