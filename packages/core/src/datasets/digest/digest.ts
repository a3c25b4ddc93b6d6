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
 * are resized, seeded by its shape. Grey that is stored as colour is the same grey.
 */
export async function loadDigest(): Promise<Digest> {
  const { h64Raw, create64 } = await (loading ??= xxhash());
  return (colours, [height, width, depth]) => {
    const grey = depth === 3 ? greyOf(colours) : undefined;
    const pixels = grey ?? colours;
    const channels = grey ? 1 : depth;
    const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    const seed = (BigInt(height) << 34n) ^ (BigInt(width) << 4n) ^ BigInt(channels);
    if (bytes.length <= CHUNK) return h64Raw(bytes, seed);
    const hash = create64(seed);
    for (let start = 0; start < bytes.length; start += CHUNK)
      hash.update(bytes.subarray(start, start + CHUNK));
    return hash.digest();
  };
}

type Pixels = Uint8Array | Uint16Array | Float32Array;

/** Undefined where a pixel has a colour. */
function greyOf(colours: Pixels): Pixels | undefined {
  for (let i = 0; i < colours.length; i += 3)
    if (colours[i] !== colours[i + 1] || colours[i] !== colours[i + 2]) return undefined;
  // No slice: that of a Buffer is no copy.
  const grey = emptyLike(colours, colours.length / 3);
  for (let i = 0; i < grey.length; i++) grey[i] = colours[3 * i] as number;
  return grey;
}

function emptyLike(pixels: Pixels, length: number): Pixels {
  if (pixels instanceof Float32Array) return new Float32Array(length);
  return pixels instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
}
