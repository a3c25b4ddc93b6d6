import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  OneClassError,
  type Dataset,
  type InputSpec,
  type LabeledDataset,
  type Mask,
  type SampleShape,
} from '@oneclass/core';
import {
  classPositions,
  oneVersusRest,
  resizeImages,
  resizeMask,
  subset,
  type ClassifiedImages,
  type DrawnTextures,
  type ImageSet,
} from '@oneclass/core/datasets';
import {
  dataFolders,
  findCategory,
  imageShape,
  images,
  labeledFolder,
  listImages,
  loadNamedSet,
  manualSets,
  namedSets,
  namedTextures,
  normalFolder,
  readLabeledFolder,
  requireSplit,
  type ImagesOptions,
  type LabeledPaths,
  type NamedSet,
} from '@oneclass/core/node';
import { say } from '@oneclass/terminal';

export interface DataOptions {
  readonly dataDir?: string | undefined;
  readonly signal: AbortSignal;
  readonly onRead?: (done: number, total: number) => void;
}

/** Images before they are brought to a detector's shape. */
export interface NormalImages {
  /** Of the first image. */
  readonly naturalShape: SampleShape;
  load(input: InputSpec): Promise<Dataset>;
}

interface NamedData {
  readonly set: string;
  readonly className: string | undefined;
}

/**
 * 'mnist:5' is a named set's class, in any case of letters; anything else is a path, `./mnist` too.
 */
const parseName = (data: string): NamedData | undefined => parseAmong(namedSets, data);

function parseAmong(sets: readonly NamedSet[], data: string): NamedData | undefined {
  const [, name, given] = /^([\w-]+)(?::(.+))?$/.exec(data) ?? [];
  const set = sets.find((candidate) => candidate.name === name);
  if (!set) return undefined;
  return {
    set: set.name,
    className: set.classes.find((known) => known.toLowerCase() === given?.toLowerCase()) ?? given,
  };
}

/** Undefined for what is not of 'textures'. */
const texturesOf = (named: NamedData | undefined): DrawnTextures | undefined =>
  named?.set === 'textures' ? namedTextures(named.className ?? '') : undefined;

async function checkFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  // Only then, as a folder may have the name of a set that is fetched by hand.
  const set = found ? undefined : manualSets.find(({ name }) => name === path);
  if (set) {
    const message =
      `Which category of "${set.name}"? Expected one of ${set.classes.join(', ')}, as in ` +
      `${set.name}:${set.classes[0] ?? ''}.`;
    throw new OneClassError('invalid-argument', message, { argument: 'data', received: path });
  }
  const [names, inFolders] = [namedSets, manualSets].map((sets) =>
    sets.map(({ name }) => name).join(', '),
  );
  const message =
    `There is no folder "${path}"${found ? ' (it is a file)' : ''}, and no data set of that ` +
    `name. Expected a folder of images, or one of ${names} with a class, as in mnist:5, or of ` +
    `${inFolders} with a category, as in mvtec-ad:screw.`;
  throw new OneClassError('not-found', message, { argument: 'data', received: path });
}

/** Images that lie in folders; lists are made when they are asked for. */
interface FolderImages {
  normalPaths(): Promise<string[]>;
  /** Normal ones that a fit on the same data has not seen. */
  unseenPaths(): Promise<string[]>;
  readLabeled(input: InputSpec, run: ImagesOptions): Promise<LabeledDataset>;
}

/**
 * Of 'mvtec-ad:screw' the category, else the folder of that path.
 * @throws OneClassError `not-found`, `unknown-name`, `invalid-data`
 */
async function folderImages(data: string, { dataDir }: DataOptions): Promise<FolderImages> {
  const named = parseAmong(manualSets, data);
  if (named?.className !== undefined) {
    const category = await findCategory(named.set, named.className, {
      folders: dataFolders(dataDir),
    });
    return { ...category, unseenPaths: async () => normalOnes(await category.labeledPaths()) };
  }
  await checkFolder(data);
  return {
    normalPaths: () => normalFolder(data),
    unseenPaths: () => unseenInFolder(data),
    readLabeled: (input, run) => readLabeledFolder(data, input, run),
  };
}

/** What to fit on. @throws OneClassError `not-found`, `unknown-name`, `invalid-data` */
export async function normalImages(data: string, options: DataOptions): Promise<NormalImages> {
  const named = parseName(data);
  const textures = texturesOf(named);
  if (textures) {
    const { normal } = textures;
    return {
      naturalShape: normal.sampleShape,
      load: (input) => Promise.resolve(resizeImages(normal, input)),
    };
  }
  if (named) {
    const images = await split(named, 'train', options);
    const chosen =
      named.className === undefined ? undefined : classPositions(images, named.className);
    return {
      naturalShape: images.samples.sampleShape,
      load: (input) => Promise.resolve(take(resizeImages(images.samples, input), chosen)),
    };
  }
  const paths = await (await folderImages(data, options)).normalPaths();
  return {
    naturalShape: await imageShape(paths[0] as string),
    load: (input) => images(paths, input, runOf(options)),
  };
}

const take = (images: ImageSet, positions: Uint32Array | undefined): Dataset =>
  positions ? subset(images, positions) : images;

/** What to evaluate on. @throws OneClassError `not-found`, `unknown-name`, `invalid-data` */
export async function labeledImages(
  data: string,
  input: InputSpec,
  options: DataOptions,
): Promise<LabeledDataset> {
  const named = parseName(data);
  const textures = texturesOf(named);
  if (textures) {
    const { test } = textures;
    const masks = async (index: number): Promise<Mask | undefined> => {
      const mask = await test.masks?.(index);
      return mask && resizeMask(mask, input);
    };
    return { ...test, samples: resizeImages(test.samples, input), masks };
  }
  if (named) {
    const images = await split(named, 'test', options);
    if (named.className === undefined) {
      const example = `${named.set}:${images.names[0] ?? ''}`;
      throw new OneClassError(
        'invalid-argument',
        `Which class of "${named.set}" is normal? Expected one of ${images.names.join(', ')}, ` +
          `as in ${example}.`,
        {
          argument: 'data',
          received: data,
        },
      );
    }
    const resized = { ...images, samples: resizeImages(images.samples, input) };
    return oneVersusRest(resized, resized, named.className).test;
  }
  return (await folderImages(data, options)).readLabeled(input, runOf(options));
}

/**
 * Normal images that a fit on the same data has not seen: of a named set or category those of its
 * test split, of a folder with `test` the normal ones there, else as for a fit; one with `train`
 * only is refused.
 * @throws OneClassError `not-found`, `unknown-name`, `invalid-data`
 */
export async function unseenNormalImages(
  data: string,
  input: InputSpec,
  options: DataOptions,
): Promise<Dataset> {
  const named = parseName(data);
  const textures = texturesOf(named);
  if (textures) {
    const { samples, labels } = textures.test;
    return take(resizeImages(samples, input), normalPositions(labels));
  }
  if (named) {
    const test = await split(named, 'test', options);
    return take(
      resizeImages(test.samples, input),
      named.className === undefined ? undefined : classPositions(test, named.className),
    );
  }
  const paths = await (await folderImages(data, options)).unseenPaths();
  return images(paths, input, runOf(options));
}

async function unseenInFolder(folder: string): Promise<string[]> {
  const hasTest = await isFolder(join(folder, 'test'));
  if (hasTest) return normalOnes(await labeledFolder(folder));
  if (!(await isFolder(join(folder, 'train')))) return normalFolder(folder);
  const message =
    `"${folder}" has train, which a fit has seen, but no test. Give a folder of other normal ` +
    `images, or put them into ${join(folder, 'test', 'good')} and the anomalous ones beside ` +
    'it.';
  throw new OneClassError('invalid-data', message, {
    argument: 'data',
    expected: 'normal images that the fit has not seen',
    received: folder,
  });
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

const normalOnes = ({ paths, labels }: LabeledPaths): string[] =>
  paths.filter((_, i) => labels[i] === 0);

/** Of images with these labels. */
export const normalPositions = (labels: Uint8Array): Uint32Array =>
  Uint32Array.from(labels.keys()).filter((i) => labels[i] === 0);

async function split(
  { set }: NamedData,
  part: 'train' | 'test',
  { dataDir, signal }: DataOptions,
): Promise<ClassifiedImages> {
  const loaded = await loadNamedSet(set, dataFolders(dataDir), { signal });
  for (const { path, md5, official } of loaded.files) {
    if (!official)
      say(`${set}: ${basename(path)} is not known to be the official file (MD5 ${md5})`);
  }
  return requireSplit(loaded, part);
}

const runOf = ({ signal, onRead }: DataOptions): ImagesOptions => ({
  signal,
  ...(onRead && { onProgress: onRead }),
});

/**
 * The image files that arguments name; a folder stands for the images in it.
 * @throws OneClassError `not-found`, `invalid-argument`, `invalid-data`
 */
export async function imagePaths(args: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    args.map(async (path) => {
      const found = await stat(path).catch(() => undefined);
      if (!found)
        throw new OneClassError(
          'not-found',
          `There is no image "${path}". Expected an image file or a folder of images.`,
          { argument: 'images', received: path },
        );
      if (found.isDirectory()) return listImages(path);
      if (found.isFile()) return [path];
      throw new OneClassError(
        'invalid-argument',
        `"${path}" is neither a regular file nor a folder. Expected an image file or a folder ` +
          'of images.',
        { argument: 'images', received: path },
      );
    }),
  );
  return lists.flat();
}
