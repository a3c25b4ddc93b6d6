import type { ImageHeader } from './encoded-image.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Of grey and of colour, each with and without transparency; those with a palette are neither. */
const CHANNELS: Readonly<Record<number, 1 | 3>> = { 0: 1, 4: 1, 2: 3, 6: 3 };
/** Length, name and checksum of a chunk (https://www.w3.org/TR/png-3/#5Chunk-layout). */
const FRAME = 12;

/**
 * What a PNG file's header says, a fifth of a millisecond faster than sharp does; what follows is
 * not checked.
 *
 * @param head the first bytes of the file
 * @returns undefined for what is no PNG, and for one that sharp must look at: with a palette, an
 *   orientation, or without pixels among these bytes
 */
export function pngHeader(head: Uint8Array): ImageHeader | undefined {
  if (SIGNATURE.some((byte, i) => head[i] !== byte)) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let header: ImageHeader | undefined;
  for (let at = SIGNATURE.length; at + 8 <= head.length; at += FRAME + view.getUint32(at)) {
    const name = String.fromCharCode(...head.subarray(at + 4, at + 8));
    if (name === 'IDAT') return header;
    if (name === 'eXIf') return undefined;
    if (name !== 'IHDR' || at + 18 > head.length) continue;
    const channels = CHANNELS[head[at + 17] as number];
    header = channels && {
      shape: [view.getUint32(at + 12), view.getUint32(at + 8), channels],
      bits: head[at + 16] === 16 ? 16 : 8,
      pages: 1,
    };
  }
  return undefined;
}
