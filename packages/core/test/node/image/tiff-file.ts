export interface TiffOptions {
  readonly width: number;
  readonly height: number;
  /** Bytes of the image, low byte first. */
  readonly pixels: Uint8Array;
  /** Of a value. */
  readonly bits: number;
  /** Of a pixel; 1 when absent. */
  readonly bands?: number;
  /** Other entries, or others in place of those: tag and value. */
  readonly tags?: Readonly<Record<number, number>>;
}

/** A TIFF file of one strip, uncompressed, grey where `tags` say nothing else. */
export function tiff({ width, height, pixels, bits, bands = 1, tags = {} }: TiffOptions): Buffer {
  const start = 8;
  const directory = start + 2 * Math.ceil(pixels.length / 2);
  const entries = Object.entries({
    ...{ 256: width, 257: height, 258: bits, 259: 1, 262: 1, 273: start, 277: bands, 278: height },
    ...{ 279: pixels.length, ...tags },
  });
  const file = Buffer.alloc(directory + 6 + 12 * entries.length);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(directory, 4);
  file.set(pixels, start);
  file.writeUInt16LE(entries.length, directory);
  // Numbers as keys are in their order, as a TIFF has its tags.
  for (const [i, [tag, value]] of entries.entries()) {
    const at = directory + 2 + 12 * i;
    file.writeUInt16LE(Number(tag), at);
    file.writeUInt16LE(4, at + 2);
    file.writeUInt32LE(1, at + 4);
    file.writeUInt32LE(value, at + 8);
  }
  return file;
}
