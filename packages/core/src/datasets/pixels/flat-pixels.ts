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
 * Grey or RGB of the same depth: transparency laid on black, CMYK turned to RGB as Pillow does (R =
 * (1 − C)(1 − K)).
 */
export function flatPixels(
  data: Uint8Array | Uint8ClampedArray | Uint16Array,
  layout: PixelLayout,
): Uint8Array | Uint16Array {
  const plain = layout === 'grey' || layout === 'rgb';
  if (plain && !(data instanceof Uint8ClampedArray)) return data;
  if (plain) return Uint8Array.from(data);
  const stride = VALUES[layout];
  const channels = channelsOf(layout);
  const length = (data.length / stride) * channels;
  const deep = data instanceof Uint16Array;
  const flat = deep ? new Uint16Array(length) : new Uint8Array(length);
  const one = deep ? 0xffff : 0xff;
  for (let from = 0, to = 0; from < data.length; from += stride) {
    const last = data[from + stride - 1] as number;
    for (let c = 0; c < channels; c++) {
      const value = data[from + c] as number;
      flat[to++] =
        layout === 'cmyk' ? one - last - times(value, one - last, one) : times(value, last, one);
    }
  }
  return flat;
}
