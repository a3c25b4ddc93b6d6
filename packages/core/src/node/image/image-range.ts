import type { ValueRange } from '../../contract/dataset.ts';
import type { ImageSource } from '../../datasets/pixels/pixel-image.ts';
import { rangeFinder } from '../../datasets/pixels/value-range.ts';
import { forEachAtOnce } from './at-once.ts';
import { MAX_PIXELS } from './encoded-image.ts';
import { readSource, sourceHeader, sourceName } from './image-source.ts';
import { checkSources, type ImagesOptions } from './images.ts';

/**
 * The least and the greatest value of images of 16 bits a value, all channels alike: `range` of the
 * input of those that a detector is fitted on. They are decoded for it; where the first one has 8
 * bits, no more than its header is read.
 *
 * @returns undefined where the first image has 8 bits a value: those have no range
 * @throws OneClassError as `images`; `invalid-data` for an image of 8 bits among others
 */
export async function imageRange(
  sources: readonly ImageSource[],
  { signal, onProgress, maxPixels = MAX_PIXELS }: Omit<ImagesOptions, 'onImage'> = {},
): Promise<ValueRange | undefined> {
  const [first] = checkSources(sources);
  const { bits } = await sourceHeader(first, { name: sourceName(first, 0), maxPixels });
  if (bits === 8) return undefined;
  const finder = rangeFinder();
  let done = 0;
  const look = async (position: number): Promise<void> => {
    const source = sources[position] as ImageSource;
    const name = sourceName(source, position);
    finder.add(await readSource(source, { name, maxPixels }), name);
    onProgress?.(++done, sources.length);
  };
  await forEachAtOnce(sources.length, look, signal);
  return finder.range();
}
