/** @file The sets of IDX and CIFAR files: what they hold, and where they are published. */
import { CIFAR10_MEMBERS, cifarLayout } from './cifar-layout.ts';
import { idxLayout } from './idx-layout.ts';
import type { NamedSet } from './named-set.ts';
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

/** The classes of sets of digits. */
export const DIGITS: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

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
