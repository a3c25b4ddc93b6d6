import type { Mask } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { checkSampleShape } from '../sample-shape.ts';

/**
 * Of each output the input whose pixel its centre lies in: half-pixel centres, in whole numbers.
 */
const nearest = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to }, (_, i) => Math.floor(((2 * i + 1) * from) / (2 * to)));

/**
 * Brings a mask to another size by nearest neighbour with half-pixel centres: the geometry of
 * `resizeImage`, and of PyTorch's `nearest-exact`, without the rounding of its float32.
 *
 * @returns `mask` itself when it has that size
 * @throws OneClassError `invalid-shape` for a wrong size, `invalid-data` when the mask's data has
 *   another length than its size
 */
export function resizeMask(
  mask: Mask,
  { height, width }: { readonly height: number; readonly width: number },
): Mask {
  checkSampleShape([height, width, 1]);
  if (mask.data.length !== mask.height * mask.width) {
    throw new OneClassError(
      'invalid-data',
      `Expected ${mask.height} × ${mask.width} bytes of a mask. Received: ${mask.data.length}.`,
      {
        argument: 'mask',
        expected: `${mask.height * mask.width} bytes`,
        received: mask.data.length,
      },
    );
  }
  if (mask.height === height && mask.width === width) return mask;
  const [rows, columns] = [nearest(mask.height, height), nearest(mask.width, width)];
  const data = new Uint8Array(height * width);
  let to = 0;
  for (const row of rows)
    for (const column of columns) data[to++] = mask.data[row * mask.width + column] as number;
  return { height, width, data };
}
