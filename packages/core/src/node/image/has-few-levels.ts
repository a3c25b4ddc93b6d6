import { MAX_PIXELS } from './encoded-image.ts';
import { readSource } from './image-source.ts';

/** A mask has two, and one with a number for each kind of defect a few more. */
const FEW = 16;

/**
 * Whether an image has so few different values as masks have, and photographs never.
 * @throws OneClassError as `images`
 */
export async function hasFewLevels(path: string): Promise<boolean> {
  const { pixels } = await readSource(path, { name: path, maxPixels: MAX_PIXELS });
  const seen = new Uint8Array(256);
  let levels = 0;
  for (const value of pixels) {
    if (seen[value] === 1) continue;
    seen[value] = 1;
    if (++levels > FEW) return false;
  }
  return true;
}
