import { dirname, join } from 'node:path';
import type { InputSpec } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { namesIn } from '../file/names-in.ts';
import type { DecodeLimits } from '../image/decode-budget.ts';
import type { ImagesOptions } from '../image/images.ts';
import { readFolder } from './folder-entries.ts';
import { labeledFolder, type LabeledFolder } from './labeled-folder.ts';
import type { ImageList } from './left-out.ts';
import { normalFolder } from './normal-folder.ts';
import { readLabeledFolder, readLabeledPaths, type LabeledImages } from './read-labeled-folder.ts';
import type { ListedImage } from './split-file.ts';

/**
 * The images of one category: MVTec AD's 'screw', VisA's 'candle'. Each list is made when it is
 * asked for.
 */
export interface ImageCategory {
  readonly folder: string;
  /**
   * Normal images to fit on.
   * @throws OneClassError `not-found`, `invalid-data` when they are not there
   */
  normalPaths(limits?: DecodeLimits): Promise<ImageList>;
  /**
   * Images to evaluate on.
   * @throws OneClassError `not-found`, `invalid-data` when they are not there, or are all of one
   *   label
   */
  labeledPaths(limits?: DecodeLimits): Promise<LabeledFolder>;
  /**
   * Reads those, `masks` with them, as `readLabeledFolder` does.
   * @throws OneClassError as `readLabeledFolder`
   */
  readLabeled(input?: InputSpec, options?: ImagesOptions): Promise<LabeledImages>;
}

/**
 * One that is laid out as MVTec AD's are: `train/good`, `test/<kind>`, `ground_truth/<kind>`.
 * @param test the part to evaluate on
 */
export function folderCategory(folder: string, test = 'test'): ImageCategory {
  const expectFolder = async (part: string): Promise<void> => {
    const { folders } = await readFolder(folder);
    if (folders.includes(part)) return;
    const expected = join(folder, part);
    throw new OneClassError(
      'not-found',
      `${folder}: has no folder '${part}'. Expected ${expected}, as the set is published. ` +
        'Unpack it again.',
      { argument: folder, expected },
    );
  };
  return {
    folder,
    normalPaths: async (limits) => {
      await expectFolder('train');
      return normalFolder(folder, limits);
    },
    labeledPaths: async (limits) => {
      await expectFolder(test);
      return labeledFolder(folder, limits);
    },
    readLabeled: async (input, options) => {
      await expectFolder(test);
      return readLabeledFolder(folder, input, options);
    },
  };
}

/**
 * One whose images a split file lists. Anomalous images to train on, which some splits have, are
 * left out.
 * @param splitFile its path, for errors
 */
export function listedCategory(
  folder: string,
  splitFile: string,
  listed: readonly ListedImage[],
): ImageCategory {
  const pick = async (
    part: 'train' | 'test',
    labels: readonly string[],
  ): Promise<ListedImage[]> => {
    const picked = listed.filter(({ split, label }) => split === part && labels.includes(label));
    for (const label of labels) {
      if (picked.some((image) => image.label === label)) continue;
      const expected = `${part},${label}`;
      throw new OneClassError(
        'invalid-data',
        `${splitFile}: lists no image of ${folder} as ${expected}. Expected at least one. Is ` +
          'it a split for one-class detection, as 1cls.csv?',
        { argument: splitFile, expected },
      );
    }
    await checkPresent(picked, splitFile);
    return picked;
  };
  const labeledPaths = async (): Promise<LabeledFolder> => {
    const picked = await pick('test', ['normal', 'anomaly']);
    return {
      paths: picked.map(({ image }) => image),
      labels: Uint8Array.from(picked, ({ label }) => Number(label === 'anomaly')),
      kinds: picked.map(({ label }) => label),
      masks: picked.map(({ mask }) => (mask === undefined ? [] : [mask])),
      root: folder,
      leftOut: {},
    };
  };
  return {
    folder,
    normalPaths: async () => ({
      root: folder,
      paths: (await pick('train', ['normal'])).map(({ image }) => image),
      leftOut: {},
    }),
    labeledPaths,
    readLabeled: async (input, options) => readLabeledPaths(await labeledPaths(), input, options),
  };
}

/** Before hundreds of them are read. @throws OneClassError `not-found` */
async function checkPresent(listed: readonly ListedImage[], splitFile: string): Promise<void> {
  const folders = [...new Set(listed.map(({ image }) => dirname(image)))];
  const present = new Set(
    (
      await Promise.all(
        folders.map(async (folder) => (await namesIn(folder)).map((name) => join(folder, name))),
      )
    ).flat(),
  );
  const missing = listed.filter(({ image }) => !present.has(image));
  if (missing[0] === undefined) return;
  throw new OneClassError(
    'not-found',
    `${missing[0].image}: there is no such file, though ${splitFile} lists it ` +
      `(${missing.length} of ${listed.length} images are missing). Unpack the set again, or ` +
      'correct the list.',
    { argument: splitFile, expected: missing[0].image },
  );
}
