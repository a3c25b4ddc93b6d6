import type { ValueRange } from '../../contract/dataset.ts';
import { keptValues } from '../../datasets/pixels/ignored-area.ts';
import type { ImageSource } from '../../datasets/pixels/pixel-image.ts';
import { forEachAtOnce } from './at-once.ts';
import { withDecodeLease } from './decode-budget.ts';
import { MAX_PIXELS } from './encoded-image.ts';
import type { ImageRangeOptions } from './image-range.ts';
import { readSource, sourceBytes, sourceName } from './image-source.ts';
import { checkSources } from './images.ts';
import { readOrLeave } from '../../datasets/pixels/unreadable.ts';

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
  const { signal, onProgress, onUnreadable, decodeBytes, maxPixels = MAX_PIXELS } = options;
  const { ignore, range } = options;
  checkSources(sources);
  // Sums by image, so that the mean does not depend on which is read first.
  const sums = new Float64Array(sources.length);
  const counts = new Float64Array(sources.length);
  let done = 0;
  const look = async (position: number): Promise<void> => {
    const source = sources[position] as ImageSource;
    const name = sourceName(source, position);
    await withDecodeLease(decodeBytes, async (lease) => {
      const read = () => readSource(source, { name, maxPixels, lease });
      const image = await readOrLeave(read, { position, name }, onUnreadable);
      if (!image) return;
      const { bytes } = sourceBytes(image, range, name);
      const [height, width] = image.shape;
      const kept = ignore ? keptValues(bytes, { height, width }, ignore) : bytes;
      for (const value of kept) sums[position] = (sums[position] as number) + value;
      counts[position] = kept.length;
    });
    onProgress?.(++done, sources.length);
  };
  await forEachAtOnce(sources.length, look, signal);
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  return Math.round(total(sums) / Math.max(1, total(counts)));
}
