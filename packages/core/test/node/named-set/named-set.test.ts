import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  cacheFolder,
  dataFolders,
  describeSet,
  findNamedSet,
  loadNamedSet,
  manualSets,
  namedSets,
  namedTextures,
  readIdx,
  requireSplit,
} from '@oneclass/core/node';
import { cifarLayout } from '../../../src/node/named-set/cifar-layout.ts';
import { readIdxFile } from '../../../src/node/named-set/idx-layout.ts';
import { unpackArchive } from '../../../src/node/named-set/unpacked-archive.ts';
import { put, temporaryFolder } from '../temporary-folder.ts';
import { archiveSet } from './archive-set.ts';

const imagesOf = (count: number): Uint8Array =>
  Uint8Array.from([
    0,
    0,
    8,
    3,
    0,
    0,
    0,
    count,
    0,
    0,
    0,
    2,
    0,
    0,
    0,
    2,
    ...Array<number>(count * 4).keys(),
  ]);
const labelsOf = (...labels: number[]): Uint8Array =>
  Uint8Array.from([0, 0, 8, 1, 0, 0, 0, labels.length, ...labels]);
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

describe('dataFolders', () => {
  it('splits a list as PATH is, the option before the environment, the cache folder last', () => {
    const env = {
      ONECLASS_DATA_DIR: ['/c', '', '/d'].join(delimiter),
      ONECLASS_CACHE_DIR: '/cache',
    };
    expect(dataFolders(`/a${delimiter}b`, env)).toEqual(['/a', 'b', '/cache']);
    expect(dataFolders(undefined, env)).toEqual(['/c', '/d', '/cache']);
    expect(dataFolders(undefined, { ONECLASS_CACHE_DIR: '/cache' })).toEqual(['/cache']);
  });

  it("has the cache in the user's cache folder", () => {
    const home = join(homedir(), '.cache', 'oneclass');
    expect(cacheFolder({ XDG_CACHE_HOME: '/xdg' }, 'linux')).toBe(join('/xdg', 'oneclass'));
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux')).toBe(home);
    expect(cacheFolder({ ONECLASS_CACHE_DIR: '', LOCALAPPDATA: '/local' }, 'linux')).toBe(home);
    expect(cacheFolder({ LOCALAPPDATA: '/local', XDG_CACHE_HOME: '/xdg' }, 'win32')).toBe(
      join('/local', 'oneclass'),
    );
  });
});

describe('loadNamedSet', () => {
  it.each([
    ['FOLDER/mnist', 'data', 'data/mnist', ''],
    ['FOLDER/mnist, compressed', 'data', 'data/mnist', '.gz'],
    ["torchvision's FOLDER/MNIST/raw", 'data', 'data/MNIST/raw', ''],
    ['FOLDER itself', 'MNIST', 'MNIST', '.gz'],
  ])('finds %s', async (_, folder, place, ending) => {
    const dir = await temporaryFolder();
    const pack = (bytes: Uint8Array): Uint8Array => (ending ? gzipSync(bytes) : bytes);
    const images = await put(
      join(dir, place, `t10k-images-idx3-ubyte${ending}`),
      pack(imagesOf(3)),
    );
    const labels = await put(
      join(dir, place, `t10k-labels-idx1-ubyte${ending}`),
      pack(labelsOf(7, 0, 9)),
    );
    const { train, test, files } = await loadNamedSet('mnist', [
      join(dir, 'elsewhere'),
      join(dir, folder),
    ]);
    expect(train).toBeUndefined();
    expect(test?.samples).toMatchObject({ size: 3, sampleShape: [2, 2, 1] });
    expect([...(test?.samples.bytes ?? [])]).toEqual([...Array(12).keys()]);
    expect([...(test?.classes ?? [])]).toEqual([7, 0, 9]);
    expect(files).toEqual([
      { path: images, md5: md5(imagesOf(3)), official: false },
      { path: labels, md5: md5(labelsOf(7, 0, 9)), official: false },
    ]);
  });

  it('does not take another folder for its own', async () => {
    const dir = await temporaryFolder();
    await put(join(dir, 't10k-images-idx3-ubyte'), imagesOf(1));
    await put(join(dir, 't10k-labels-idx1-ubyte'), labelsOf(1));
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  it('says where it looked, for what, and what to do when a set is not there', async () => {
    await expect(loadNamedSet('kmnist', ['/no/data'])).rejects.toThrow(
      expect.objectContaining({
        code: 'not-found',
        message: expect.stringMatching(
          new RegExp(
            /Looked in: .*kmnist, .*KMNIST.raw\. .*oneclass datasets download kmnist\. .*/.source +
              /t10k-images-idx3-ubyte.*FOLDER\/kmnist.*ONECLASS_DATA_DIR=FOLDER/.source,
          ),
        ),
      }),
    );
    await expect(loadNamedSet('mnist', [])).rejects.toThrow('No data folder is set.');
  });

  it('lists the names when there is none such', async () => {
    await expect(loadNamedSet('mnits', [])).rejects.toThrow(
      expect.objectContaining({
        code: 'unknown-name',
        message:
          "There is no data set 'mnits'. Expected one of: digits, textures, mnist, " +
          'fashion-mnist, kmnist, cifar10, mvtec-ad, mvtec-loco, mvtec-ad-2, btad, visa.',
      }),
    );
  });

  it('refuses a split of which one file is missing, or whose files do not fit', async () => {
    const dir = await temporaryFolder();
    const place = join(dir, 'mnist');
    await put(join(place, 't10k-images-idx3-ubyte.gz'), gzipSync(imagesOf(3)));
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(
      new RegExp(
        /t10k-images-idx3-ubyte\.gz, /.source +
          /but neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte\.gz/.source,
      ),
    );
    const labels = await put(join(place, 't10k-labels-idx1-ubyte'), labelsOf(1, 2));
    const invalid = (message: RegExp): unknown =>
      expect.objectContaining({ code: 'invalid-data', message: expect.stringMatching(message) });
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(
      invalid(/t10k-images.*t10k-labels.*3 images, but 2 classes/),
    );
    await put(labels, labelsOf(1, 2, 10));
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(
      invalid(/Received: 10, for image 2/),
    );
    await put(labels, imagesOf(3));
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(
      invalid(/t10k-labels-idx1-ubyte: expected 1 dimensions. Received: \[3, 2, 2\]/),
    );
    await put(labels, 'something else');
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(
      invalid(/t10k-labels-idx1-ubyte: not an IDX file/),
    );
  });

  it('draws digits without any folder, others for test than for training', async () => {
    const { train, test, files } = await loadNamedSet('digits', []);
    expect([train?.samples.size, test?.samples.size, files]).toEqual([10_000, 2_000, []]);
    const images = (set: typeof train): string[] =>
      Array.from({ length: set?.samples.size ?? 0 }, (_, i) =>
        md5(set?.samples.bytes.subarray(i * 784, (i + 1) * 784) ?? new Uint8Array()),
      );
    const seen = new Set(images(train));
    expect(images(test).filter((image) => seen.has(image))).toEqual([]);
  });

  it("rejects with the signal's reason, before it reads", async () => {
    const dir = await temporaryFolder();
    await put(join(dir, 'mnist', 't10k-images-idx3-ubyte'), 'damaged');
    await put(join(dir, 'mnist', 't10k-labels-idx1-ubyte'), labelsOf(1));
    await expect(
      loadNamedSet('mnist', [dir], { signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });

  it('knows a file by the MD5 of its archive, and unpacked where that MD5 is known too', async () => {
    const dir = await temporaryFolder();
    const packed = gzipSync(labelsOf(4, 2));
    const path = await put(join(dir, 'labels.gz'), packed);
    const unpacked = await put(join(dir, 'labels'), labelsOf(4, 2));
    const official = { name: 'labels', size: packed.length, gzipMd5: md5(packed) };
    expect((await readIdxFile(path, official, 1)).file).toEqual({
      path,
      md5: md5(labelsOf(4, 2)),
      official: true,
    });
    expect((await readIdxFile(unpacked, official, 1)).file.official).toBe(false);
    expect(
      (await readIdxFile(unpacked, { ...official, md5: md5(labelsOf(4, 2)) }, 1)).file.official,
    ).toBe(true);
  });

  it('says how a set of image folders is read', async () => {
    await expect(loadNamedSet('mvtec-ad', ['/data'])).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining("findCategory('mvtec-ad', 'bottle', { folders })"),
      }),
    );
  });

  it('has a title, a licence and classes for each name', () => {
    expect(namedSets.map(({ name }) => name)).toEqual([
      'digits',
      'textures',
      'mnist',
      'fashion-mnist',
      'kmnist',
      'cifar10',
    ]);
    for (const { name, title, licence, classes } of namedSets)
      expect([title.length > 0, licence.length > 0, classes.length]).toEqual([
        true,
        true,
        name === 'textures' ? 3 : 10,
      ]);
    // As the sets' own pages list them.
    expect(describeSet('cifar10').classes.join(' ')).toBe(
      'airplane automobile bird cat deer dog frog horse ship truck',
    );
    expect(describeSet('fashion-mnist').classes.join(', ')).toBe(
      'T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot',
    );
    expect(
      manualSets.map(({ name, download, classes }) => [name, download, classes.length]),
    ).toEqual([
      ['mvtec-ad', 'manual', 15],
      ['mvtec-loco', 'manual', 5],
      ['mvtec-ad-2', 'manual', 8],
      ['btad', 'manual', 3],
      ['visa', 'manual', 12],
    ]);
  });
});

describe('namedTextures', () => {
  it('draws every kind that the set lists, as many images as its title says', () => {
    for (const kind of describeSet('textures').classes) {
      const { normal, test } = namedTextures(kind);
      expect([
        normal.size,
        test.labels.filter((label) => label === 0).length,
        test.labels.filter((label) => label === 1).length,
      ]).toEqual([200, 50, 48]);
    }
  });

  it('is named by the error of those who look for it elsewhere, and lists the kinds', async () => {
    await expect(loadNamedSet('textures', [])).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining('namedTextures'),
      }),
    );
    expect(() => namedTextures('wood')).toThrow(
      expect.objectContaining({
        code: 'unknown-name',
        message: expect.stringMatching(/weave, brushed, grain.*'wood'/),
      }),
    );
  });
});

describe('CIFAR-10', () => {
  /** One record a batch: class, then all of red, green and blue. */
  const batch = (label: number): Uint8Array =>
    Uint8Array.from([
      label,
      ...Array<number>(1024).fill(label),
      ...Array<number>(1024).fill(50),
      ...Array<number>(1024).fill(99),
    ]);
  const TRAIN = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
  async function putSet(place: string): Promise<void> {
    for (const [i, name] of TRAIN.entries()) await put(join(place, name), batch(i + 1));
    await put(join(place, 'test_batch.bin'), Buffer.concat([batch(9), batch(0)]));
  }

  it.each([
    ['FOLDER/cifar10/cifar-10-batches-bin', 'data', 'data/cifar10/cifar-10-batches-bin'],
    ['FOLDER/cifar10', 'data', 'data/cifar10'],
    ['FOLDER/cifar-10-batches-bin', 'data', 'data/cifar-10-batches-bin'],
    ['FOLDER itself', 'cifar-10-batches-bin', 'cifar-10-batches-bin'],
    ['FOLDER itself, of its short name', 'cifar10', 'cifar10'],
  ])('is found in %s', async (_, folder, place) => {
    const dir = await temporaryFolder();
    await putSet(join(dir, place));
    const { train, test, files } = await loadNamedSet('cifar10', [join(dir, folder)]);
    expect(train?.samples).toMatchObject({ size: 5, sampleShape: [32, 32, 3] });
    expect([[...(train?.classes ?? [])], [...(test?.classes ?? [])]]).toEqual([
      [1, 2, 3, 4, 5],
      [9, 0],
    ]);
    expect([...(test?.samples.bytes.subarray(0, 6) ?? [])]).toEqual([9, 50, 99, 9, 50, 99]);
    expect(test?.names[9]).toBe('truck');
    expect(files.map(({ path, official }) => [basename(path), official])).toEqual(
      [...TRAIN, 'test_batch.bin'].map((name) => [name, false]),
    );
    expect(await findNamedSet('cifar10', [join(dir, folder)])).toEqual({
      splits: ['train', 'test'],
      folders: [join(dir, place)],
    });
  });

  it('names the batches that are missing, or damaged', async () => {
    const dir = await temporaryFolder();
    const place = join(dir, 'cifar10');
    await put(join(place, TRAIN[0] as string), batch(1));
    await expect(loadNamedSet('cifar10', [dir])).rejects.toThrow(
      expect.objectContaining({
        code: 'not-found',
        message:
          `${place} has data_batch_1.bin, but neither ${TRAIN.slice(1).join(', nor ')} beside ` +
          'it.',
      }),
    );
    await putSet(place);
    await put(join(place, 'data_batch_4.bin'), batch(10));
    await expect(loadNamedSet('cifar10', [dir])).rejects.toThrow(
      /data_batch_4\.bin: expected classes from 0 to 9/,
    );
    await expect(
      loadNamedSet('cifar10', [place], { signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });

  it('is official when it came out of the official archive, and is as it came', async () => {
    const dir = await temporaryFolder();
    const members = ['test_batch.bin', 'data_batch_1.bin'];
    const change = async (batches: string): Promise<void> => {
      for (const name of members) await put(join(batches, name), batch(3));
    };
    const set = await archiveSet(3073, { change });
    const archive = { ...set.archive, members };
    await put(join(dir, 'a.tar.gz'), set.files['batches.tar.gz']);
    await unpackArchive(join(dir, 'a.tar.gz'), archive, dir);
    const layout = cifarLayout('cifar10', archive);
    const paths = members.map((name) => join(dir, 'batches', name));
    const officials = async (): Promise<boolean[]> =>
      (await layout.test.read(paths)).files.map(({ official }) => official);
    expect(await officials()).toEqual([true, true]);
    await put(paths[1] as string, batch(4));
    expect(await officials()).toEqual([true, false]);
  });
});

describe('findNamedSet', () => {
  it('says where the splits are, and reads nothing', async () => {
    const dir = await temporaryFolder();
    await put(join(dir, 'a', 'mnist', 't10k-images-idx3-ubyte.gz'), 'damaged');
    await put(join(dir, 'a', 'mnist', 't10k-labels-idx1-ubyte'), 'damaged');
    const folders = [join(dir, 'a'), join(dir, 'b')];
    expect(await findNamedSet('mnist', folders)).toEqual({
      splits: ['test'],
      folders: [join(dir, 'a', 'mnist')],
    });
    await put(join(dir, 'b', 'MNIST', 'raw', 'train-images-idx3-ubyte'));
    await put(join(dir, 'b', 'MNIST', 'raw', 'train-labels-idx1-ubyte'));
    expect(await findNamedSet('mnist', folders)).toEqual({
      splits: ['train', 'test'],
      folders: [join(dir, 'b', 'MNIST', 'raw'), join(dir, 'a', 'mnist')],
    });
    expect(await findNamedSet('fashion-mnist', folders)).toBeUndefined();
    await put(join(dir, 'b', 'FashionMNIST', 'raw', 'train-images-idx3-ubyte'));
    await expect(findNamedSet('fashion-mnist', folders)).rejects.toThrow(
      /neither train-labels-idx1-ubyte nor train-labels-idx1-ubyte\.gz/,
    );
    await expect(findNamedSet('mnits', folders)).rejects.toThrow(
      expect.objectContaining({ code: 'unknown-name' }),
    );
  });

  it('finds a set fetched by hand by one of its categories, and digits everywhere', async () => {
    const dir = await temporaryFolder();
    expect(await findNamedSet('mvtec-ad', [dir])).toBeUndefined();
    await put(join(dir, 'mvtec-ad', 'leather', 'train', 'good', '000.png'));
    expect(await findNamedSet('mvtec-ad', ['/no/data', dir])).toEqual({
      splits: ['train', 'test'],
      folders: [join(dir, 'mvtec-ad')],
    });
    expect(await findNamedSet('digits', [])).toEqual({ splits: ['train', 'test'], folders: [] });
  });
});

describe('readIdx', () => {
  it('reads a file, and names one that is not there', async () => {
    const dir = await temporaryFolder();
    expect((await readIdx(await put(join(dir, 'a'), gzipSync(imagesOf(2))))).shape).toEqual([
      2, 2, 2,
    ]);
    await expect(readIdx(join(dir, 'b'))).rejects.toThrow(
      expect.objectContaining({ code: 'not-found', argument: join(dir, 'b') }),
    );
  });
});

describe.skipIf(process.env.ONECLASS_DATA_DIR === undefined)('the real sets', () => {
  it('MNIST is whole and official', async () => {
    const { train, test, files } = await loadNamedSet('mnist', dataFolders());
    expect([train?.samples.size, test?.samples.size]).toEqual([60_000, 10_000]);
    expect(train?.samples.sampleShape).toEqual([28, 28, 1]);
    expect(files.map(({ official }) => official)).toEqual([true, true, true, true]);
    // The first labels, and how many of each digit, as published.
    expect([...(train?.classes.subarray(0, 8) ?? [])]).toEqual([5, 0, 4, 1, 9, 2, 1, 3]);
    const counts = Array<number>(10).fill(0);
    for (const digit of train?.classes ?? []) counts[digit]! += 1;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  });

  it("Kuzushiji-MNIST's test split is whole and official", async () => {
    const { test, files } = await loadNamedSet('kmnist', dataFolders());
    expect(test?.samples.size).toBe(10_000);
    expect(
      files.filter(({ path }) => path.includes('t10k')).map(({ official }) => official),
    ).toEqual([true, true]);
  });
});

describe('requireSplit', () => {
  it('gives the split, and names the one that is not there', async () => {
    const { train: _, ...set } = await loadNamedSet('digits', []);
    expect(requireSplit(set, 'test')).toBe(set.test);
    expect(() => requireSplit(set, 'train')).toThrow(
      expect.objectContaining({
        code: 'not-found',
        message: expect.stringMatching(
          /'digits'.*without its train split.*datasets download/,
        ) as string,
      }),
    );
  });
});
