import type { InputSpec, LabeledDataset } from '../../contract/dataset.ts';
import type { ImageSet } from '../../datasets/image-set.ts';
import { images, type ImagesOptions } from '../image/images.ts';
import { readMask } from '../image/read-mask.ts';
import { labeledFolder, type LabeledPaths } from './folder-layout.ts';
import { groundTruth, type FindMask } from './ground-truth.ts';

export interface LabeledImages extends LabeledDataset {
  readonly samples: ImageSet;
}

/**
 * Reads a folder to evaluate on, laid out as {@link labeledFolder} says. Where it has a folder
 * `ground_truth`, `masks` reads the mask of an anomalous image when it is asked for, at the
 * samples' size ({@link readMask}), and gives undefined for a normal one; without that folder there
 * is no `masks`.
 *
 * @param input as of {@link images}
 * @throws OneClassError `not-found`, `invalid-data` for another layout or an empty folder, and as
 *   {@link images}; `masks` rejects with `invalid-data` for a mask that is missing, damaged or of
 *   another size than its image
 */
export async function readLabeledFolder(
  dir: string,
  input?: InputSpec,
  options: ImagesOptions = {},
): Promise<LabeledImages> {
  const { root, ...labeled } = await labeledFolder(dir);
  return readLabeledPaths({ ...labeled, findMask: await groundTruth(dir, root) }, input, options);
}

interface MaskedPaths extends LabeledPaths {
  /** Undefined where there are no masks at all. */
  readonly findMask: FindMask | undefined;
}

export async function readLabeledPaths(
  { paths, labels, kinds, findMask }: MaskedPaths,
  input?: InputSpec,
  options: ImagesOptions = {},
): Promise<LabeledImages> {
  const samples = await images(paths, input, options);
  const labeled = { samples, labels, kinds, ids: paths };
  if (!findMask) return labeled;
  const [height, width] = samples.sampleShape;
  const { maxPixels } = options;
  return {
    ...labeled,
    masks: async (index) => {
      const image = paths[index];
      if (image === undefined || labels[index] === 0) return undefined;
      return readMask(await findMask(image), {
        size: { height, width },
        image,
        maxPixels,
      });
    },
  };
}
