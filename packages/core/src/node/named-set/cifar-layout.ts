import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { parseCifar10 } from '../../datasets/format/cifar.ts';
import { readBytes } from '../file/read-bytes.ts';
import type { SetFile, SetLayout, SplitLayout } from './set-files.ts';
import { unpackedMd5s, type Archive } from './unpacked-archive.ts';

const TRAIN = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
const TEST = ['test_batch.bin'];
export const CIFAR10_MEMBERS: readonly string[] = [...TRAIN, ...TEST];

const cifarSplit = (fileNames: readonly string[], archiveMd5: string): SplitLayout => ({
  fileNames,
  async read(paths, signal) {
    const official = await unpackedMd5s(dirname(paths[0] as string), archiveMd5);
    const [pixels, classes, files]: [Uint8Array[], Uint8Array[], SetFile[]] = [[], [], []];
    for (const path of paths) {
      signal?.throwIfAborted();
      const bytes = await readBytes(path);
      const batch = parseCifar10(bytes, path);
      const md5 = createHash('md5').update(bytes).digest('hex');
      pixels.push(batch.data);
      classes.push(batch.classes);
      files.push({ path, md5, official: official[basename(path)] === md5 });
    }
    return {
      data: concatenate(pixels),
      sampleShape: [32, 32, 3],
      classes: concatenate(classes),
      files,
    };
  },
});

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * CIFAR-10's binary version, in its folder `cifar-10-batches-bin` under FOLDER/NAME or FOLDER, or
 * in one of these itself.
 */
export const cifarLayout = (
  name: string,
  { folder: own, md5 }: Pick<Archive, 'folder' | 'md5'>,
): SetLayout => ({
  places: (folder) => [
    join(folder, name, own),
    join(folder, name),
    join(folder, own),
    ...([name, own].includes(basename(resolve(folder)).toLowerCase()) ? [folder] : []),
  ],
  endings: [''],
  train: cifarSplit(TRAIN, md5),
  test: cifarSplit(TEST, md5),
});
