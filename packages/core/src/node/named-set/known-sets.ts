import { TEXTURES, type TextureKind } from '../../datasets/drawn/texture.ts';
import { OneClassError } from '../../error.ts';
import { CIFAR10_MEMBERS, cifarLayout } from './cifar-layout.ts';
import { idxLayout } from './idx-layout.ts';
import { INDUSTRIAL_SETS } from './industrial-sets.ts';
import {
  CIFAR10_ARCHIVE,
  FASHION_MNIST_FILES,
  KMNIST_FILES,
  MNIST_FILES,
  type OfficialSet,
  type RemoteFile,
} from './official-files.ts';
import type { SetLayout } from './set-files.ts';
import type { Archive } from './unpacked-archive.ts';

export interface NamedSet {
  readonly name: string;
  readonly title: string;
  /** To be shown before a download. */
  readonly licence: string;
  /** The page of those who published it; empty for a set that is drawn by code. */
  readonly source: string;
  /** Of the images; of a set of image folders its categories. */
  readonly classes: readonly string[];
  /**
   * 'none': drawn by code; 'manual': to be fetched by hand from `source`, and read a category at a
   * time, with `findCategory`.
   */
  readonly download: 'none' | 'automatic' | 'manual';
}

export interface Remote {
  readonly baseUrl: string;
  readonly files: readonly RemoteFile[];
  /** The one file, when the set comes as an archive. */
  readonly archive?: Archive | undefined;
}

export interface FileSet {
  readonly about: NamedSet;
  readonly layout: SetLayout;
  readonly remote: Remote;
}

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const DRAWN_DIGITS: NamedSet = {
  name: 'digits',
  title: 'digits drawn by code, 10,000 + 2,000',
  licence: 'MIT, as this package',
  source: '',
  classes: DIGITS,
  download: 'none',
};

export const TEXTURE_KINDS = Object.keys(TEXTURES) as readonly TextureKind[];

export const DRAWN_TEXTURES: NamedSet = {
  name: 'textures',
  title: 'surfaces of 64×64 drawn by code, 200 + 50 good and 48 with a defect of each',
  licence: 'MIT, as this package',
  source: '',
  classes: TEXTURE_KINDS,
  download: 'none',
};

type About = Omit<NamedSet, 'download'>;

const idxRemote = (baseUrl: string, { train, test }: OfficialSet): Remote => ({
  baseUrl,
  files: [train.images, train.labels, test.images, test.labels].map(({ name, size, gzipMd5 }) => ({
    name: `${name}.gz`,
    size,
    md5: gzipMd5,
  })),
});

const idxSet = (
  about: About,
  files: OfficialSet,
  { torchvision, baseUrl }: { torchvision: string; baseUrl: string },
): FileSet => ({
  about: { ...about, download: 'automatic' },
  layout: idxLayout(about.name, torchvision, files),
  remote: idxRemote(baseUrl, files),
});

const CIFAR10: Archive = {
  ...CIFAR10_ARCHIVE,
  folder: 'cifar-10-batches-bin',
  members: CIFAR10_MEMBERS,
  memberSize: 10_000 * 3073,
};

export const FILE_SETS: readonly FileSet[] = [
  idxSet(
    {
      name: 'mnist',
      title: 'MNIST, 60,000 + 10,000 handwritten digits',
      licence: 'CC BY-SA 3.0',
      source: 'http://yann.lecun.com/exdb/mnist/',
      classes: DIGITS,
    },
    MNIST_FILES,
    { torchvision: 'MNIST', baseUrl: 'https://ossci-datasets.s3.amazonaws.com/mnist/' },
  ),
  idxSet(
    {
      name: 'fashion-mnist',
      title: 'Fashion-MNIST, 60,000 + 10,000 articles of clothing',
      licence: 'MIT, Zalando SE',
      source: 'https://github.com/zalandoresearch/fashion-mnist',
      classes: [
        'T-shirt/top',
        'Trouser',
        'Pullover',
        'Dress',
        'Coat',
        'Sandal',
        'Shirt',
        'Sneaker',
        'Bag',
        'Ankle boot',
      ],
    },
    FASHION_MNIST_FILES,
    {
      torchvision: 'FashionMNIST',
      baseUrl: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    },
  ),
  idxSet(
    {
      name: 'kmnist',
      title: 'Kuzushiji-MNIST, 60,000 + 10,000 cursive hiragana',
      licence: 'CC BY-SA 4.0, KMNIST Dataset (CODH), doi:10.20676/00000341',
      source: 'http://codh.rois.ac.jp/kmnist/',
      classes: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
    },
    KMNIST_FILES,
    { torchvision: 'KMNIST', baseUrl: 'http://codh.rois.ac.jp/kmnist/dataset/kmnist/' },
  ),
  {
    about: {
      name: 'cifar10',
      title: 'CIFAR-10, 50,000 + 10,000 photographs of 32×32 in colour',
      licence:
        'none stated; to be cited: Krizhevsky, Learning Multiple Layers of Features from Tiny ' +
        'Images, 2009',
      source: 'https://www.cs.toronto.edu/~kriz/cifar.html',
      classes: [
        'airplane',
        'automobile',
        'bird',
        'cat',
        'deer',
        'dog',
        'frog',
        'horse',
        'ship',
        'truck',
      ],
      download: 'automatic',
    },
    layout: cifarLayout('cifar10', CIFAR10),
    remote: {
      baseUrl: 'https://www.cs.toronto.edu/~kriz/',
      files: [CIFAR10_ARCHIVE],
      archive: CIFAR10,
    },
  },
];

/**
 * The data sets that are had by their name: 'textures' by `namedTextures`, the others by
 * `loadNamedSet`.
 */
export const namedSets: readonly NamedSet[] = [
  DRAWN_DIGITS,
  DRAWN_TEXTURES,
  ...FILE_SETS.map(({ about }) => about),
];

/**
 * Sets of photographs in folders, to be fetched by hand, since that is how their licence is
 * accepted; read by `findCategory`.
 */
export const manualSets: readonly NamedSet[] = INDUSTRIAL_SETS.map(({ about }) => about);

/** @throws OneClassError `unknown-name`, with the known names */
export function describeSet(name: string): NamedSet {
  const known = [...namedSets, ...manualSets];
  const set = known.find((candidate) => candidate.name === name);
  if (set) return set;
  const names = known.map((candidate) => candidate.name).join(', ');
  throw new OneClassError(
    'unknown-name',
    `There is no data set '${name}'. Expected one of: ${names}.`,
    { expected: names, received: name },
  );
}

/**
 * How to get a set that is not downloaded.
 * @param looked for what, and where
 */
export function fetchByHand(
  { name, title, licence, source, classes }: NamedSet,
  looked = '',
): OneClassError {
  const example = `FOLDER/${name}/${classes[0] ?? ''}`;
  return new OneClassError(
    'not-found',
    `Data set '${name}' (${title}) is to be fetched by hand, accepting its licence ` +
      `(${licence}): ${source}. Unpack it into FOLDER/${name}, so that there is ` +
      `${example}, and set ONECLASS_DATA_DIR=FOLDER, or give --data-dir FOLDER.${looked}`,
    { argument: name, expected: example },
  );
}
