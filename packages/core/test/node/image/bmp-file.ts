export interface BmpOptions {
  readonly width: number;
  /** Negative where the first row is the upper one. */
  readonly height: number;
  readonly depth: 1 | 4 | 8 | 24 | 32;
  /** Blue, green, red and a byte to spare for each colour; greys when absent. */
  readonly palette?: readonly number[];
  /** Rows as the file has them, without their padding; a pattern when absent. */
  readonly rows?: readonly (readonly number[])[];
}

/** A BMP file with a BITMAPINFOHEADER, uncompressed. */
export function bmp({ width, height, depth, palette, rows }: BmpOptions): Buffer {
  const colours =
    depth > 8
      ? []
      : (palette ??
        Array.from({ length: 4 << depth }, (_, i) =>
          i % 4 === 3 ? 0 : Math.round((255 * (i >> 2)) / ((1 << depth) - 1)),
        ));
  const rowBytes = Math.ceil((width * depth) / 8);
  const stride = 4 * Math.ceil(rowBytes / 4);
  const pixels = Buffer.alloc(stride * Math.abs(height));
  for (let y = 0; y < Math.abs(height); y++)
    pixels.set(
      rows?.[y] ?? Array.from({ length: rowBytes }, (_, x) => (x * 97 + y * 31) % 256),
      y * stride,
    );
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + colours.length + pixels.length, 2);
  header.writeUInt32LE(54 + colours.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(depth, 28);
  header.writeUInt32LE(colours.length / 4, 46);
  return Buffer.concat([header, Buffer.from(colours), pixels]);
}
