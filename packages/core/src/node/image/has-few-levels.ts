import { MAX_PIXELS } from './encoded-image.ts';
import { readSource } from './image-source.ts';

/** A mask has two, and one with a number for each kind of defect a few more. */
const FEW = 16;

/**
 * Whether an image has so few different values as masks have, and photographs never.
 *
 * It asks what `binaryMask` is told already, that a file is a mask, and so is stricter: a dark part
 * on a bright ground is a mask by its two humps. On the other hand it takes a mask of three greys,
 * which `binaryMask` can't read, for a mask, and never for an image to fit on.
 *
 * @throws OneClassError as `images`
 */
export async function hasFewLevels(path: string): Promise<boolean> {
  const { pixels } = await readSource(path, { name: path, maxPixels: MAX_PIXELS });
  const seen = new Set<number>();
  for (const value of pixels) {
    seen.add(value);
    if (seen.size > FEW) return false;
  }
  return true;
}
