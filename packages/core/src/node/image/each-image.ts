import type { ImageSource } from '../../datasets/pixels/pixel-image.ts';
import { readOrLeave } from '../../datasets/pixels/unreadable.ts';
import { forEachAtOnce } from './at-once.ts';
import { withDecodeLease } from './decode-budget.ts';
import { MAX_PIXELS } from './encoded-image.ts';
import { readSource, sourceName, type SourceImage } from './image-source.ts';
import type { ImagesOptions } from './images.ts';

export interface Looked {
  /** As in errors. */
  readonly name: string;
  readonly position: number;
}

/**
 * Decodes every image once, a few at a time and in no order, and lets them go; those that can't be
 * used are told as of `images`.
 *
 * @throws OneClassError as `images`
 */
export async function forEachImage(
  sources: readonly ImageSource[],
  { signal, onProgress, onUnreadable, decodeBytes, maxPixels = MAX_PIXELS }: ImagesOptions,
  look: (image: SourceImage, about: Looked) => void,
): Promise<void> {
  let done = 0;
  const readOne = async (position: number): Promise<void> => {
    const source = sources[position] as ImageSource;
    const name = sourceName(source, position);
    await withDecodeLease(decodeBytes, async (lease) => {
      const read = () => readSource(source, { name, maxPixels, lease });
      const image = await readOrLeave(read, { position, name }, onUnreadable);
      if (image) look(image, { name, position });
    });
    onProgress?.(++done, sources.length);
  };
  await forEachAtOnce(sources.length, readOne, signal);
}
