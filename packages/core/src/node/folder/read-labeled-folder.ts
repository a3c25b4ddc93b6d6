import type { ImageSize, InputSpec, LabeledDataset, Mask } from '../../contract/dataset.ts';
import type { ImageSet } from '../../datasets/image-set.ts';
import { OneClassError } from '../../error.ts';
import { images, type ImagesOptions } from '../image/images.ts';
import { readMask, type ReadMaskOptions } from '../image/read-mask.ts';
import { labeledFolder, type LabeledFolder } from './labeled-folder.ts';

export interface LabeledImages extends LabeledDataset, Pick<LabeledFolder, 'root' | 'leftOut'> {
  readonly samples: ImageSet;
  readonly sizes: readonly ImageSize[];
}

/**
 * Reads a folder to evaluate on, laid out as {@link labeledFolder} says. Where it has masks,
 * `masks` reads those of an anomalous image when they are asked for, united to one of the image's
 * own size ({@link readMask}), and gives undefined for a normal one; else there is no `masks`.
 *
 * @param input as of {@link images}
 * @throws OneClassError `not-found`, `invalid-data` for another layout or an empty folder, and as
 *   {@link images}; `masks` rejects with `not-found` for a mask that is missing, `invalid-shape`
 *   for one of another size than its image, and `invalid-data` for one that can't be read
 */
export async function readLabeledFolder(
  dir: string,
  input?: InputSpec,
  options: ImagesOptions = {},
): Promise<LabeledImages> {
  return readLabeledPaths(await labeledFolder(dir, options), input, options);
}

export async function readLabeledPaths(
  folder: LabeledFolder,
  input?: InputSpec,
  options: ImagesOptions = {},
): Promise<LabeledImages> {
  const { maxPixels, decodeBytes, onImage } = options;
  const read = new Map<number, ImageSize>();
  const samples = await images(folder.paths, input, {
    ...options,
    onImage: (image) => {
      const [height, width] = image.shape;
      read.set(image.position, { height, width });
      onImage?.(image);
    },
  });
  // Those that can't be read are in no list.
  const positions = [...read.keys()].sort((a, b) => a - b);
  const sizes = positions.map((position) => read.get(position) as ImageSize);
  const { root, leftOut } = folder;
  const { paths, labels, kinds, masks } = chosenOf(folder, positions);
  const labeled = { samples, labels, kinds, ids: paths, sizes, root, leftOut };
  if (!masks) return labeled;
  return {
    ...labeled,
    masks: async (index) => {
      const image = paths[index];
      if (image === undefined || labels[index] === 0) return undefined;
      const files = masks[index] ?? [];
      if (files.length === 0) throw missingMask(image, masks.flat()[0]);
      return readUnited(files, { image, maxPixels, decodeBytes });
    },
  };
}

function chosenOf(
  { paths, labels, kinds, masks }: LabeledFolder,
  positions: readonly number[],
): Pick<LabeledFolder, 'paths' | 'labels' | 'kinds' | 'masks'> {
  const chosen = <T>(list: ArrayLike<T>): T[] => positions.map((position) => list[position] as T);
  return {
    paths: chosen(paths),
    labels: Uint8Array.from(chosen(labels)),
    kinds: chosen(kinds),
    masks: masks && chosen(masks),
  };
}

/** What any of several masks of an image marks. */
async function readUnited(files: readonly string[], options: ReadMaskOptions): Promise<Mask> {
  const [first, ...others] = await Promise.all(files.map((file) => readMask(file, options)));
  if (!first) throw new Error('expected a mask');
  for (const { data } of others)
    for (const [i, value] of data.entries()) if (value === 1) first.data[i] = 1;
  return first;
}

function missingMask(image: string, other: string | undefined): OneClassError {
  const example = other === undefined ? 'ground_truth/crack/000_mask.png' : other;
  return new OneClassError(
    'not-found',
    `${image}: its mask is missing. Expected one as ${example} is that of another image. Add it, ` +
      'or remove the masks to go without.',
    { argument: image, expected: 'a mask' },
  );
}
