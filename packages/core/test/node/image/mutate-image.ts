import { crc32 } from 'node:zlib';
import { createRng, isOneClassError } from '@oneclass/core';
import { imageShape, images } from '@oneclass/core/node';
import { image } from '../temporary-folder.ts';
import { bmp } from './bmp-file.ts';

const numbers = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i * i * 31 + i * 97) % 256);

/** Small files of every format and layout. */
async function originals(): Promise<Buffer[]> {
  const rgb = image(numbers(9 * 11 * 3), [9, 11, 3]);
  const rgba = image(numbers(9 * 11 * 4), [9, 11, 4]);
  const grey = image(numbers(9 * 11), [9, 11, 1]).toColourspace('b-w');
  const encoded = await Promise.all([
    rgb.clone().png().toBuffer(),
    rgba.clone().png({ progressive: true }).toBuffer(),
    rgb.clone().png({ palette: true }).toBuffer(),
    grey.clone().toColourspace('grey16').png().toBuffer(),
    rgb.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer(),
    grey.clone().jpeg({ progressive: true }).toBuffer(),
    rgb.clone().toColourspace('cmyk').jpeg().toBuffer(),
    rgba.clone().webp().toBuffer(),
    rgb.clone().webp({ lossless: true }).toBuffer(),
    rgb.clone().tiff({ compression: 'lzw' }).toBuffer(),
    rgba.clone().tiff({ tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    grey.clone().toColourspace('grey16').tiff({ compression: 'deflate' }).toBuffer(),
    rgba.clone().gif().toBuffer(),
    rgb.clone().avif().toBuffer(),
  ]);
  return [
    ...encoded,
    bmp({ width: 11, height: 9, depth: 24 }),
    bmp({ width: 11, height: 9, depth: 8, palette: numbers(1024) }),
  ];
}

/** A few bytes changed (in the header half of the time), a piece cut out, doubled or cut off. */
function mutate(bytes: Buffer, seed: number): Buffer {
  const rng = createRng(seed);
  const changed = Buffer.from(bytes);
  for (let i = 0; i <= rng.integer(4); i++) {
    const place = rng.integer(rng.uniform() < 0.5 ? Math.min(64, bytes.length) : bytes.length);
    changed[place] = rng.uniform() < 0.3 ? (rng.uniform() < 0.5 ? 0xff : 0) : rng.integer(256);
  }
  // A wrong checksum would hide a PNG's wrong header: make it right, more often than not.
  if (bytes[0] === 0x89 && rng.uniform() < 0.7)
    changed.writeUInt32BE(crc32(changed.subarray(12, 29)), 29);
  const way = rng.uniform();
  const [a, b] = [rng.integer(bytes.length), rng.integer(bytes.length)].sort((x, y) => x - y) as [
    number,
    number,
  ];
  if (way < 0.1) return changed.subarray(0, a);
  if (way < 0.2) return Buffer.concat([changed.subarray(0, a), changed.subarray(b)]);
  if (way < 0.3) return Buffer.concat([changed.subarray(0, b), changed.subarray(a)]);
  return changed;
}

export interface Outcome {
  readonly decoded: number;
  readonly refused: number;
}

/**
 * Reads mutated image files.
 * @throws for one that neither has the shape that its header declares nor is refused with a typed
 *   error
 */
export async function readMutations(count: number, firstSeed: number): Promise<Outcome> {
  const files = await originals();
  let [decoded, refused] = [0, 0];
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const bytes = mutate(files[seed % files.length] as Buffer, seed);
    try {
      const declared = await imageShape(bytes);
      const { sampleShape, bytes: pixels } = await images([bytes], undefined, { maxPixels: 1e6 });
      if (
        sampleShape.join() !== declared.join() ||
        pixels.length !== declared[0] * declared[1] * declared[2]
      )
        throw new Error(
          `seed ${seed}: declared [${declared.join(', ')}], read [${sampleShape.join(', ')}]`,
        );
      decoded++;
    } catch (error) {
      if (!isOneClassError(error)) throw new Error(`seed ${seed}`, { cause: error });
      refused++;
    }
  }
  return { decoded, refused };
}
