/**
 * Brings pixels to grey or RGB. Grey is the Rec. 601 luma in fixed point, equal to Pillow's mode
 * 'L' to the bit; RGB of grey repeats it.
 */
export function toChannels(pixels: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return pixels;
  const count = pixels.length / from;
  const converted = new Uint8Array(count * to);
  for (let i = 0; i < count; i++) {
    if (to === 1) {
      const [red, green, blue] = [
        pixels[3 * i] as number,
        pixels[3 * i + 1] as number,
        pixels[3 * i + 2] as number,
      ];
      converted[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    } else {
      converted.fill(pixels[i] as number, 3 * i, 3 * i + 3);
    }
  }
  return converted;
}
