/**
 * Sorts float32 numbers, rising, by their bits: three passes of 11, 11 and 10 of them, several
 * times faster than the native sort for millions. Takes both arrays over: what they hold afterwards
 * is undefined.
 * @param values no NaN
 * @param payload `[values.length]`, brought into the same order; or nothing
 */
export function radixSort(
  values: Float32Array,
  payload: Uint32Array = new Uint32Array(0),
): { readonly values: Float32Array; readonly payload: Uint32Array } {
  const given = { keys: new Uint32Array(values.buffer, values.byteOffset, values.length), payload };
  const other = { keys: new Uint32Array(values.length), payload: new Uint32Array(payload.length) };
  const counts = {
    low: new Uint32Array(2048),
    middle: new Uint32Array(2048),
    high: new Uint32Array(1024),
  };
  toKeys(given.keys, counts);
  scatter(given, other, { starts: toStarts(counts.low), shift: 0 });
  scatter(other, given, { starts: toStarts(counts.middle), shift: 11 });
  scatter(given, other, { starts: toStarts(counts.high), shift: 22 });
  fromKeys(other.keys);
  return { values: new Float32Array(other.keys.buffer), payload: other.payload };
}

interface Column {
  readonly keys: Uint32Array;
  readonly payload: Uint32Array;
}

/** How often each digit occurs. */
interface DigitCounts {
  readonly low: Uint32Array;
  readonly middle: Uint32Array;
  readonly high: Uint32Array;
}

/**
 * Of the bits of a float32 number, 0 to 2³² − 1: flips the sign of positive numbers and all bits of
 * negative ones, so that the order of the keys is that of the numbers.
 */
export const keyOf = (bits: number): number => (bits ^ ((bits >> 31) | 0x80000000)) >>> 0;

export const bitsOf = (key: number): number => (key >>> 31 === 1 ? key ^ 0x80000000 : ~key) >>> 0;

function toKeys(keys: Uint32Array, { low, middle, high }: DigitCounts): void {
  for (let i = 0; i < keys.length; i++) {
    const key = keyOf(keys[i] as number);
    keys[i] = key;
    (low[key & 2047] as number)++;
    (middle[(key >>> 11) & 2047] as number)++;
    (high[key >>> 22] as number)++;
  }
}

function fromKeys(keys: Uint32Array): void {
  for (let i = 0; i < keys.length; i++) keys[i] = bitsOf(keys[i] as number);
}

/** Turns counts into the position where each digit's numbers start. */
function toStarts(counts: Uint32Array): Uint32Array {
  let total = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit] as number;
    counts[digit] = total;
    total += count;
  }
  return counts;
}

function scatter(
  from: Column,
  to: Column,
  { starts, shift }: { starts: Uint32Array; shift: number },
): void {
  const carries = from.payload.length > 0;
  for (let i = 0; i < from.keys.length; i++) {
    const key = from.keys[i] as number;
    const digit = (key >>> shift) & 2047;
    const position = starts[digit] as number;
    starts[digit] = position + 1;
    to.keys[position] = key;
    if (carries) to.payload[position] = from.payload[i] as number;
  }
}
