import xxhash, { type XXHashAPI } from 'xxhash-wasm';
import type { SampleShape } from '../../contract/dataset.ts';

let loading: Promise<XXHashAPI> | undefined;

/** Gives the digest of an image. */
export type Digest = (
  pixels: Uint8Array | Uint16Array | Float32Array,
  shape: SampleShape,
) => bigint;

/** At a time: all of a large image at once would stay in the memory of WebAssembly. */
const CHUNK = 2 ** 20;

/**
 * By which an image is known again wherever it lies: XXH64 of its values as decoded, before they
 * are resized, seeded by its shape.
 */
export async function loadDigest(): Promise<Digest> {
  const { h64Raw, create64 } = await (loading ??= xxhash());
  return (pixels, [height, width, channels]) => {
    const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    const seed = (BigInt(height) << 34n) ^ (BigInt(width) << 4n) ^ BigInt(channels);
    if (bytes.length <= CHUNK) return h64Raw(bytes, seed);
    const hash = create64(seed);
    for (let start = 0; start < bytes.length; start += CHUNK)
      hash.update(bytes.subarray(start, start + CHUNK));
    return hash.digest();
  };
}
