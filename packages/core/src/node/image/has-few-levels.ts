import { withDecodeLease, type DecodeLimits } from './decode-budget.ts';
import { MAX_PIXELS } from './encoded-image.ts';
import { readSource } from './image-source.ts';

/** A mask has two, and one with a number for each kind of defect a few more. */
export const MOST_LEVELS = 16;

/**
 * Whether an image has so few different values as masks have, and photographs never.
 *
 * It asks what `binaryMask` is told already, that a file is a mask, and so is stricter: a dark part
 * on a bright ground is a mask by its two humps. On the other hand it takes a mask of three greys,
 * which `binaryMask` can't read, for a mask, and never for an image to fit on.
 *
 * @throws OneClassError as `images`
 */
export const hasFewLevels = async (path: string, limits?: DecodeLimits): Promise<boolean> =>
  (await levelsOf(path, limits)) <= MOST_LEVELS;

/**
 * How many different values an image has; no more than one above `MOST_LEVELS` are counted.
 * @throws OneClassError as `images`
 */
export const levelsOf = (
  path: string,
  { maxPixels = MAX_PIXELS, decodeBytes }: DecodeLimits = {},
): Promise<number> =>
  withDecodeLease(decodeBytes, async (lease) => {
    const { pixels } = await readSource(path, { name: path, maxPixels, lease });
    const seen = new Set<number>();
    for (const value of pixels) {
      seen.add(value);
      if (seen.size > MOST_LEVELS) break;
    }
    return seen.size;
  });
