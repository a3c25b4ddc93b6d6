import type { Sharp } from 'sharp';

/**
 * Pixels ready to be encoded.
 *
 * @param data bytes, `[height, width, channels]`
 */
export async function rawPicture(
  data: Uint8Array,
  raw: { readonly width: number; readonly height: number; readonly channels: 1 | 3 | 4 },
): Promise<Sharp> {
  // Loaded with the first picture: who only colours maps never pays for it.
  const { default: sharp } = await import('sharp');
  return sharp(data, { raw });
}
