/**
 * @file What the first page of a TIFF file says of its values, as documented in TIFF 6.0
 *   (https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf) and for BigTIFF
 *   (https://libtiff.gitlab.io/libtiff/specification/bigtiff.html).
 */
export interface TiffHeader {
  /** Of a value; the most where bands differ. */
  readonly bits: number;
  readonly sampleFormat: number;
  readonly compression: number;
  readonly photometric: number;
  readonly tiled: boolean;
  /** Whether the page is a smaller copy of another, as a camera's raw files begin with. */
  readonly reduced: boolean;
  /** What each band beside the colours is: 0 not said, 1 and 2 transparency. */
  readonly extraSamples: readonly number[];
}

const TAG = {
  subfileType: 254,
  bits: 258,
  compression: 259,
  photometric: 262,
  tileWidth: 322,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

/** Bytes of a number, by the type of an entry: BYTE, SHORT and LONG. */
const SIZES: Readonly<Record<number, 1 | 2 | 4>> = { 1: 1, 3: 2, 4: 4 };
/** Of more bands than any image that is read. */
const MOST_VALUES = 16;

/** The places where a TIFF and a BigTIFF differ. */
interface Layout {
  readonly view: DataView;
  readonly little: boolean;
  readonly big: boolean;
}

/** 4 bytes, in BigTIFF 8. */
const offsetAt = ({ view, little, big }: Layout, at: number): number =>
  big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);

/** Of the entry at a place; none of a type that is no whole number. */
function valuesAt(layout: Layout, entry: number): number[] {
  const { view, little, big } = layout;
  const size = SIZES[view.getUint16(entry + 2, little)];
  if (size === undefined) return [];
  const count = Math.min(offsetAt(layout, entry + 4), MOST_VALUES);
  const inline = entry + (big ? 12 : 8);
  const start = count * size <= (big ? 8 : 4) ? inline : offsetAt(layout, inline);
  return Array.from({ length: count }, (_, i) => {
    const at = start + i * size;
    if (size === 1) return view.getUint8(at);
    return size === 2 ? view.getUint16(at, little) : view.getUint32(at, little);
  });
}

function readEntries(bytes: Uint8Array): Map<number, number[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const big = view.getUint16(2, little) === 43;
  const layout = { view, little, big };
  const directory = offsetAt(layout, big ? 8 : 4);
  const count = big ? offsetAt(layout, directory) : view.getUint16(directory, little);
  const first = directory + (big ? 8 : 2);
  const known: readonly number[] = Object.values(TAG);
  const entries = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const entry = first + i * (big ? 20 : 12);
    const tag = view.getUint16(entry, little);
    if (known.includes(tag)) entries.set(tag, valuesAt(layout, entry));
  }
  return entries;
}

/** @returns undefined for what has no whole first directory */
export function readTiffHeader(bytes: Uint8Array): TiffHeader | undefined {
  let entries: Map<number, number[]>;
  try {
    entries = readEntries(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const first = (tag: number, otherwise: number): number => entries.get(tag)?.[0] ?? otherwise;
  return {
    bits: Math.max(1, ...(entries.get(TAG.bits) ?? [])),
    sampleFormat: first(TAG.sampleFormat, 1),
    compression: first(TAG.compression, 1),
    photometric: first(TAG.photometric, 1),
    tiled: entries.has(TAG.tileWidth),
    reduced: (first(TAG.subfileType, 0) & 1) === 1,
    extraSamples: entries.get(TAG.extraSamples) ?? [],
  };
}
