import { OneClassError, printable, type Maps, type Mask } from '@oneclass/core';

/**
 * What a score map calls a defect: 1 where it is above the threshold.
 * @param maps `[n, height, width]`
 * @returns one mask an image, of its map's size
 * @throws OneClassError `invalid-argument` for a threshold that is not a number
 */
export function segmentation({ data, shape }: Maps, threshold: number): Mask[] {
  requireThreshold(threshold);
  const [n = 0, height = 0, width = 0] = shape;
  const pixels = height * width;
  return Array.from({ length: n }, (_, i) => ({
    width,
    height,
    data: Uint8Array.from(data.subarray(i * pixels, (i + 1) * pixels), (score) =>
      Number(score > threshold),
    ),
  }));
}

function requireThreshold(threshold: unknown): void {
  if (typeof threshold === 'number' && !Number.isNaN(threshold)) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid threshold of pixels: expected a number. Received: ${printable(String(threshold))}.`,
    { argument: 'threshold', expected: 'a number', received: threshold },
  );
}
