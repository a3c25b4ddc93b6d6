import sharp, { type Sharp } from 'sharp';

/** An image of two colours, 12 levels apart, as one of a single colour shows nothing. */
export function twoHalves(
  side: number,
  { r, g, b }: { readonly r: number; readonly g: number; readonly b: number },
): Sharp {
  const values = Uint8Array.from({ length: 3 * side * side }, (_, i) => {
    const value = [r, g, b][i % 3] as number;
    const isLeft = Math.floor(i / 3) % side < side / 2;
    return isLeft ? value : value + (value < 128 ? 12 : -12);
  });
  return sharp(values, { raw: { width: side, height: side, channels: 3 } });
}
