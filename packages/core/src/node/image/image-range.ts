import type { IgnoredArea, ValueRange } from '../../contract/dataset.ts';
import { keptValues } from '../../datasets/pixels/ignored-area.ts';
import type { FlatImage, ImageSource } from '../../datasets/pixels/pixel-image.ts';
import { rangeFinder } from '../../datasets/pixels/value-range.ts';
import { forEachImage } from './each-image.ts';
import { MAX_PIXELS } from './encoded-image.ts';
import { sourceHeader, sourceName } from './image-source.ts';
import { checkSources, type ImagesOptions } from './images.ts';
import { readOrLeave } from '../../datasets/pixels/unreadable.ts';

export interface ImageRangeOptions extends Omit<ImagesOptions, 'onImage'> {
  /** What does not count. */
  readonly ignore?: IgnoredArea | undefined;
}

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
  options: ImageRangeOptions = {},
): Promise<ValueRange | undefined> {
  const { onUnreadable, maxPixels = MAX_PIXELS, ignore } = options;
  const [first] = checkSources(sources);
  const header = await readOrLeave(
    () => sourceHeader(first, { name: sourceName(first, 0), maxPixels }),
    { position: 0, name: sourceName(first, 0) },
    // It is told below, when it is looked at among the others.
    onUnreadable && (() => undefined),
  );
  if (header?.bits === 8) return undefined;
  const finder = rangeFinder();
  await forEachImage(sources, options, (image, { name }) => {
    finder.add(ignore ? looked(image, ignore) : image, name);
  });
  return finder.range();
}

/** What of an image is looked at, as one row. */
function looked(
  { pixels, shape: [height, width, channels] }: FlatImage,
  area: IgnoredArea,
): FlatImage {
  const kept = keptValues(pixels, { height, width }, area);
  return { pixels: kept, shape: [1, kept.length / channels, channels] };
}
