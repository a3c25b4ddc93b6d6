import { classifiedImages, type ClassifiedImages } from '../datasets/classified-images.ts';
import { strokeDigits } from '../datasets/stroke-digits.ts';
import { imageSet } from '../datasets/image-set.ts';
import { OneClassError } from '../error.ts';
import { createRng } from '../rng.ts';
import { fileNames, findSplit, placesOf, readSetFile, type SetFile, type SplitPaths } from './set-files.ts';
import { KMNIST_FILES, MNIST_FILES, type OfficialSet, type OfficialSplit } from './official-files.ts';

export interface NamedSet {
  readonly name: string;
  readonly title: string;
  readonly licence: string;
  readonly classes: readonly string[];
}

export interface LoadedSet {
  readonly name: string;
  readonly train?: ClassifiedImages;
  readonly test?: ClassifiedImages;
  /** What was read; none for a set that is drawn by code. */
  readonly files: readonly SetFile[];
}

interface FileSet extends NamedSet {
  readonly official: OfficialSet;
}

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const DRAWN: NamedSet = {
  name: 'digits',
  title: 'digits drawn by code, 10,000 + 2,000',
  licence: 'MIT, as this package',
  classes: DIGITS,
};
const FILE_SETS: readonly FileSet[] = [
  {
    name: 'mnist',
    title: 'MNIST, 60,000 + 10,000 handwritten digits',
    licence: 'CC BY-SA 3.0',
    classes: DIGITS,
    official: MNIST_FILES,
  },
  {
    name: 'kmnist',
    title: 'Kuzushiji-MNIST, 60,000 + 10,000 cursive hiragana',
    licence: 'CC BY-SA 4.0, KMNIST Dataset (CODH), doi:10.20676/00000341',
    classes: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
    official: KMNIST_FILES,
  },
];

/** The data sets that have a name. */
export const namedSets: readonly NamedSet[] = [
  DRAWN,
  ...FILE_SETS.map(({ name, title, licence, classes }) => ({ name, title, licence, classes })),
];

/**
 * Loads a data set by its name. 'digits' needs no file. The others are IDX files under one of the folders: in
 * FOLDER/mnist, in FOLDER/MNIST/raw (as torchvision lays them out), or in FOLDER itself when that is its name. A split
 * whose files are not there is left out; files that differ from the official ones are used, and marked.
 *
 * @throws OneClassError `unknown-name`; `not-found` when neither split is there, or one file of a split is missing;
 *   `invalid-data` for damaged files and for files that don't fit together; the signal's reason when aborted
 */
export async function loadNamedSet(
  name: string,
  folders: readonly string[],
  { signal }: { signal?: AbortSignal } = {},
): Promise<LoadedSet> {
  if (name === DRAWN.name) return drawnDigits();
  const set = FILE_SETS.find((candidate) => candidate.name === name);
  if (set === undefined) {
    const names = namedSets.map((known) => known.name).join(', ');
    throw new OneClassError('unknown-name', `There is no data set '${name}'. Expected one of: ${names}.`, {
      expected: names,
      received: name,
    });
  }
  const places = placesOf(name, folders);
  const [train, test] = [await findSplit('train', places), await findSplit('t10k', places)];
  if (train === undefined && test === undefined) throw notFound(set, places);
  const files: SetFile[] = [];
  const load = async (paths: SplitPaths, official: OfficialSplit): Promise<ClassifiedImages> => {
    signal?.throwIfAborted();
    const images = await readSetFile(paths.images, official.images, 3);
    signal?.throwIfAborted();
    const labels = await readSetFile(paths.labels, official.labels, 1);
    files.push(images.file, labels.file);
    const [, height, width] = images.shape as [number, number, number];
    try {
      const samples = imageSet({ data: images.data, sampleShape: [height, width, 1] });
      return classifiedImages({ samples, classes: labels.data, names: set.classes });
    } catch (cause) {
      throw new OneClassError('invalid-data', `${paths.images} and ${paths.labels}: ${(cause as Error).message}`, {
        argument: paths.labels,
        cause,
      });
    }
  };
  return {
    name,
    ...(train && { train: await load(train, set.official.train) }),
    ...(test && { test: await load(test, set.official.test) }),
    files,
  };
}

/** @throws OneClassError `not-found` when the set was found without that split */
export function requireSplit(set: LoadedSet, split: 'train' | 'test'): ClassifiedImages {
  const images = set[split];
  if (images) return images;
  const message = `Data set '${set.name}' is there without its ${split} split. Put that split's two files beside the others.`;
  throw new OneClassError('not-found', message, { argument: set.name, expected: `the ${split} split` });
}

function drawnDigits(): LoadedSet {
  const seedOf = (split: string): number => createRng(0).derive(`digits/${split}`).seed();
  return {
    name: DRAWN.name,
    train: strokeDigits({ perDigit: 1000, seed: seedOf('train') }),
    test: strokeDigits({ perDigit: 200, seed: seedOf('test') }),
    files: [],
  };
}

function notFound({ name, title }: NamedSet, places: readonly string[]): OneClassError {
  const looked = places.length === 0 ? 'No data folder is set.' : `Looked in: ${places.join(', ')}.`;
  return new OneClassError(
    'not-found',
    `Data set '${name}' (${title}) is not there. ${looked} Expected its files ${fileNames.join(', ')}, each with or without .gz. ` +
      `Put them into FOLDER/${name} and set ONECLASS_DATA_DIR=FOLDER, or give --data-dir FOLDER.`,
    { argument: name, expected: fileNames.join(', '), received: places },
  );
}
