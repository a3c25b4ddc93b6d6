/**
 * @file The upper half of float32: as large a range with 8 bits of precision. Features come at
 *   any scale, and half the memory is what matters.
 */

export function toBfloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  // To the nearest, ties to even. (for loops: these are millions of values an image)
  for (let i = 0; i < halves.length; i++) {
    const value = bits[i] as number;
    halves[i] = (value + 0x7fff + ((value >>> 16) & 1)) >>> 16;
  }
  return halves;
}

/** Into `target` from `offset` on. */
export function fromBfloat16(halves: Uint16Array, target: Float32Array, offset = 0): void {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < halves.length; i++) bits[offset + i] = (halves[i] as number) << 16;
}
