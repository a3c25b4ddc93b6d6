import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { delimiter } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolders, loadNamedSet, namedSets, readIdx, requireSplit } from '@oneclass/core/node';
import { readSetFile } from '../../src/node/set-files.ts';
import { put, temporaryFolder } from './folder.ts';

const imagesOf = (count: number): Uint8Array =>
  Uint8Array.from([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 2, 0, 0, 0, 2, ...Array<number>(count * 4).keys()]);
const labelsOf = (...labels: number[]): Uint8Array => Uint8Array.from([0, 0, 8, 1, 0, 0, 0, labels.length, ...labels]);
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

describe('dataFolders', () => {
  it('splits a list as PATH is, the option before the environment', () => {
    const env = { ONECLASS_DATA_DIR: ['/c', '', '/d'].join(delimiter) };
    expect(dataFolders(`/a${delimiter}b`, env)).toEqual(['/a', 'b']);
    expect(dataFolders(undefined, env)).toEqual(['/c', '/d']);
    expect(dataFolders(undefined, {})).toEqual([]);
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
    const images = await put(join(dir, place, `t10k-images-idx3-ubyte${ending}`), pack(imagesOf(3)));
    const labels = await put(join(dir, place, `t10k-labels-idx1-ubyte${ending}`), pack(labelsOf(7, 0, 9)));
    const { train, test, files } = await loadNamedSet('mnist', [join(dir, 'elsewhere'), join(dir, folder)]);
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
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('says where it looked, for what, and what to do when a set is not there', async () => {
    await expect(loadNamedSet('kmnist', ['/no/data'])).rejects.toThrow(
      expect.objectContaining({
        code: 'not-found',
        message: expect.stringMatching(
          /Looked in: .*kmnist, .*KMNIST.raw\. .*t10k-images-idx3-ubyte.*FOLDER\/kmnist.*ONECLASS_DATA_DIR=FOLDER/,
        ),
      }),
    );
    await expect(loadNamedSet('mnist', [])).rejects.toThrow('No data folder is set.');
  });

  it('lists the names when there is none such', async () => {
    await expect(loadNamedSet('mnits', [])).rejects.toThrow(
      expect.objectContaining({
        code: 'unknown-name',
        message: "There is no data set 'mnits'. Expected one of: digits, mnist, kmnist.",
      }),
    );
  });

  it('refuses a split of which one file is missing, or whose files do not fit', async () => {
    const dir = await temporaryFolder();
    const place = join(dir, 'mnist');
    await put(join(place, 't10k-images-idx3-ubyte.gz'), gzipSync(imagesOf(3)));
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(
      /t10k-images-idx3-ubyte\.gz, but neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte\.gz/,
    );
    const labels = await put(join(place, 't10k-labels-idx1-ubyte'), labelsOf(1, 2));
    const invalid = (message: RegExp): unknown =>
      expect.objectContaining({ code: 'invalid-data', message: expect.stringMatching(message) });
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(invalid(/t10k-images.*t10k-labels.*3 images, but 2 classes/));
    await put(labels, labelsOf(1, 2, 10));
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(invalid(/Received: 10, for image 2/));
    await put(labels, imagesOf(3));
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(
      invalid(/t10k-labels-idx1-ubyte: expected 1 dimensions. Received: \[3, 2, 2\]/),
    );
    await put(labels, 'something else');
    await expect(loadNamedSet('mnist', [dir])).rejects.toThrow(invalid(/t10k-labels-idx1-ubyte: not an IDX file/));
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
    await expect(loadNamedSet('mnist', [dir], { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  it('knows a file by the MD5 of its archive where no other is published', async () => {
    const dir = await temporaryFolder();
    const packed = gzipSync(labelsOf(4, 2));
    const path = await put(join(dir, 'labels.gz'), packed);
    const unpacked = await put(join(dir, 'labels'), labelsOf(4, 2));
    expect((await readSetFile(path, { gzipMd5: md5(packed) }, 1)).file).toEqual({
      path,
      md5: md5(labelsOf(4, 2)),
      official: true,
    });
    expect((await readSetFile(unpacked, { gzipMd5: md5(packed) }, 1)).file.official).toBe(false);
  });

  it('has a title, a licence and classes for each name', () => {
    expect(namedSets.map(({ name }) => name)).toEqual(['digits', 'mnist', 'kmnist']);
    for (const { title, licence, classes } of namedSets)
      expect([title.length > 0, licence.length > 0, classes.length]).toEqual([true, true, 10]);
  });
});

describe('readIdx', () => {
  it('reads a file, and names one that is not there', async () => {
    const dir = await temporaryFolder();
    expect((await readIdx(await put(join(dir, 'a'), gzipSync(imagesOf(2))))).shape).toEqual([2, 2, 2]);
    await expect(readIdx(join(dir, 'b'))).rejects.toThrow(
      expect.objectContaining({ code: 'not-found', argument: join(dir, 'b') }),
    );
  });
});

describe.skipIf(dataFolders().length === 0)('the real sets', () => {
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
    expect(files.filter(({ path }) => path.includes('t10k')).map(({ official }) => official)).toEqual([true, true]);
  });
});

describe('requireSplit', () => {
  it('gives the split, and names the one that is not there', async () => {
    const { train: _, ...set } = await loadNamedSet('digits', []);
    expect(requireSplit(set, 'test')).toBe(set.test);
    expect(() => requireSplit(set, 'train')).toThrow(expect.objectContaining({ code: 'not-found', message: expect.stringMatching(/'digits'.*without its train split/) as string }));
  });
});
