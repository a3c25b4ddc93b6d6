import type { ValueRange } from '../../contract/dataset.ts';
import type { ImageSource } from '../../datasets/pixels/pixel-image.ts';
import { rangeFinder } from '../../datasets/pixels/value-range.ts';
import { forEachAtOnce } from './at-once.ts';
import { MAX_PIXELS } from './encoded-image.ts';
import { readSource, sourceHeader, sourceName } from './image-source.ts';
import { checkSources, type ImagesOptions } from './images.ts';
import { isOfOneImage } from './unreadable.ts';

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
  { signal, onProgress, onUnreadable, maxPixels = MAX_PIXELS }: Omit<ImagesOptions, 'onImage'> = {},
): Promise<ValueRange | undefined> {
  const [first] = checkSources(sources);
  const leave = (position: number) => (error: unknown) => {
    if (!onUnreadable || !isOfOneImage(error)) throw error;
    const name = sourceName(sources[position] as ImageSource, position);
    onUnreadable({ position, name, error });
  };
  const name = sourceName(first, 0);
  const header = await sourceHeader(first, { name, maxPixels }).catch((error: unknown) => {
    if (!onUnreadable || !isOfOneImage(error)) throw error;
  });
  if (header?.bits === 8) return undefined;
  const finder = rangeFinder();
  let done = 0;
  const look = async (position: number): Promise<void> => {
    const source = sources[position] as ImageSource;
    const name = sourceName(source, position);
    const image = await readSource(source, { name, maxPixels }).catch(leave(position));
    if (image) finder.add(image, name);
    onProgress?.(++done, sources.length);
  };
  await forEachAtOnce(sources.length, look, signal);
  return finder.range();
}
