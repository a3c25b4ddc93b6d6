export type PixelLayout = 'grey' | 'grey-alpha' | 'rgb' | 'rgb-alpha' | 'cmyk';

/** Values of each layout; alpha is the last one. */
export const VALUES: Readonly<Record<PixelLayout, number>> = {
  grey: 1,
  'grey-alpha': 2,
  rgb: 3,
  'rgb-alpha': 4,
  cmyk: 4,
};

export const channelsOf = (layout: PixelLayout): 1 | 3 => (layout.startsWith('grey') ? 1 : 3);

/** a × b of two fractions, each 0 to `one`, rounded. */
const times = (a: number, b: number, one: number): number => Math.round((a * b) / one);

/**
 * Grey or RGB bytes: transparency laid on black, CMYK turned to RGB as Pillow does (R = (1 − C)(1 −
 * K)), and of 16 bits the upper 8.
 */
export function flatPixels(
  data: Uint8Array | Uint8ClampedArray | Uint16Array,
  layout: PixelLayout,
): Uint8Array {
  const plain = layout === 'grey' || layout === 'rgb';
  if (plain && data instanceof Uint8Array) return data;
  const deep = data instanceof Uint16Array;
  const one = deep ? 0xffff : 0xff;
  const shift = deep ? 8 : 0;
  if (plain) return Uint8Array.from(data, (value) => value >> shift);
  const stride = VALUES[layout];
  const channels = channelsOf(layout);
  const flat = new Uint8Array((data.length / stride) * channels);
  for (let from = 0, to = 0; from < data.length; from += stride) {
    const last = data[from + stride - 1] as number;
    for (let c = 0; c < channels; c++) {
      const value = data[from + c] as number;
      const shown =
        layout === 'cmyk' ? one - last - times(value, one - last, one) : times(value, last, one);
      flat[to++] = shown >> shift;
    }
  }
  return flat;
}
