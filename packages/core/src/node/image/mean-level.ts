import type { ValueRange } from '../../contract/dataset.ts';
import { keptValues } from '../../datasets/pixels/ignored-area.ts';
import type { ImageSource } from '../../datasets/pixels/pixel-image.ts';
import { forEachImage } from './each-image.ts';
import type { ImageRangeOptions } from './image-range.ts';
import { sourceBytes } from './image-source.ts';
import { checkSources } from './images.ts';

/** Of images whose values have a range. */
export interface MeanLevelOptions extends ImageRangeOptions {
  readonly range?: ValueRange | undefined;
}

/**
 * The mean value of images, all pixels and channels alike, as a byte: what an ignored area is
 * filled with.
 *
 * @throws OneClassError as `images`
 */
export async function meanLevel(
  sources: readonly ImageSource[],
  options: MeanLevelOptions = {},
): Promise<number> {
  const { ignore, range } = options;
  checkSources(sources);
  // Sums by image, so that the mean does not depend on which is read first.
  const sums = new Float64Array(sources.length);
  const counts = new Float64Array(sources.length);
  await forEachImage(sources, options, (image, { name, position }) => {
    const { bytes } = sourceBytes(image, range, name);
    const [height, width] = image.shape;
    const kept = ignore ? keptValues(bytes, { height, width }, ignore) : bytes;
    for (const value of kept) sums[position] = (sums[position] as number) + value;
    counts[position] = kept.length;
  });
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  return Math.round(total(sums) / Math.max(1, total(counts)));
}
