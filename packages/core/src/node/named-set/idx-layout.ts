import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { decodeIdx } from '../../datasets/format/decode-idx.ts';
import { idxHeader, type IdxArray } from '../../datasets/format/idx.ts';
import { OneClassError } from '../../error.ts';
import { readBytes } from '../file/read-bytes.ts';
import type { OfficialFile, OfficialSet, OfficialSplit } from './official-files.ts';
import type { SetFile, SetLayout, SplitLayout } from './set-files.ts';

/**
 * @throws OneClassError `not-found`; `invalid-data`, also when the array has another number of
 *   dimensions
 */
export async function readIdxFile(
  path: string,
  official: OfficialFile,
  dimensions: number,
): Promise<IdxArray & { file: SetFile }> {
  const bytes = await readBytes(path);
  const { shape, data } = await decodeIdx(bytes, path);
  if (shape.length !== dimensions) {
    throw new OneClassError(
      'invalid-data',
      `${path}: expected ${dimensions} dimensions. Received: [${shape.join(', ')}].`,
      {
        argument: path,
        expected: `${dimensions} dimensions`,
        received: shape,
      },
    );
  }
  const md5 = createHash('md5').update(idxHeader(shape)).update(data).digest('hex');
  const isOfficial =
    md5 === official.md5 || createHash('md5').update(bytes).digest('hex') === official.gzipMd5;
  return { shape, data, file: { path, md5, official: isOfficial } };
}

const idxSplit = ({ images, labels }: OfficialSplit): SplitLayout => ({
  fileNames: [images.name, labels.name],
  async read(paths, signal) {
    const [imagesPath, labelsPath] = paths as [string, string];
    const pixels = await readIdxFile(imagesPath, images, 3);
    signal?.throwIfAborted();
    const classes = await readIdxFile(labelsPath, labels, 1);
    const [, height, width] = pixels.shape as [number, number, number];
    return {
      data: pixels.data,
      sampleShape: [height, width, 1],
      classes: classes.data,
      files: [pixels.file, classes.file],
    };
  },
});

/**
 * IDX files, with or without `.gz`, in FOLDER/NAME, in FOLDER/TORCHVISION/raw, or in FOLDER itself
 * when that is its name.
 * @param torchvision the name of torchvision's folder for it
 */
export function idxLayout(
  name: string,
  torchvision: string,
  { train, test }: OfficialSet,
): SetLayout {
  const ownNames = [name, torchvision.toLowerCase()];
  return {
    places: (folder) => [
      join(folder, name),
      join(folder, torchvision, 'raw'),
      ...(ownNames.includes(basename(resolve(folder)).toLowerCase()) ? [folder] : []),
    ],
    endings: ['', '.gz'],
    train: idxSplit(train),
    test: idxSplit(test),
  };
}
