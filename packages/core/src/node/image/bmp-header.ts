/**
 * The header of a BMP file, as documented for BITMAPFILEHEADER, BITMAPCOREHEADER and
 * BITMAPINFOHEADER up to V5 (https://learn.microsoft.com/windows/win32/gdi/bitmap-storage).
 */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Whether every colour that a pixel may have is a grey one. */
  readonly grey: boolean;
  /**
   * Whether the file is long enough for its pixels; so is a run-length encoded one of any length.
   */
  readonly whole: boolean;
}

export const isBmp = (bytes: Uint8Array): boolean => bytes[0] === 0x42 && bytes[1] === 0x4d;

const FILE_HEADER = 14;
const CORE_HEADER = 12;
const INFO_HEADER = 40;
const DEPTHS = [1, 2, 4, 8, 16, 24, 32];
const BITFIELDS = 3;
const UNCOMPRESSED = [0, BITFIELDS, 6];
/** Bytes after an INFO_HEADER that has its masks outside. */
const MASKS: Readonly<Record<number, number>> = { [BITFIELDS]: 12, 6: 16 };

/** @returns undefined for what has no valid BMP header */
export function readBmpHeader(bytes: Uint8Array): BmpHeader | undefined {
  if (!isBmp(bytes) || bytes.length < FILE_HEADER + CORE_HEADER) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(FILE_HEADER, true);
  const core = headerSize === CORE_HEADER;
  if ((!core && headerSize < INFO_HEADER) || FILE_HEADER + headerSize > bytes.length)
    return undefined;
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  // Negative where the first row is the upper one.
  const height = Math.abs(core ? view.getUint16(20, true) : view.getInt32(22, true));
  const depth = view.getUint16(core ? 24 : 28, true);
  const compression = core ? 0 : view.getUint32(30, true);
  if (width <= 0 || height === 0 || !DEPTHS.includes(depth)) return undefined;

  const pixels = view.getUint32(10, true);
  const rowBytes = 4 * Math.ceil((width * depth) / 32);
  const whole =
    pixels <= bytes.length &&
    (!UNCOMPRESSED.includes(compression) || pixels + rowBytes * height <= bytes.length);
  const masks = headerSize === INFO_HEADER ? (MASKS[compression] ?? 0) : 0;
  const palette = bytes.subarray(FILE_HEADER + headerSize + masks, pixels);
  const colours = (core ? 0 : view.getUint32(46, true)) || 2 ** depth;
  return { width, height, whole, grey: depth <= 8 && isGrey(palette, core ? 3 : 4, colours) };
}

/** Of a table of blue, green and red, with a byte to spare where `stride` is 4. */
function isGrey(palette: Uint8Array, stride: number, colours: number): boolean {
  for (let i = 0; i + 2 < Math.min(palette.length, stride * colours); i += stride) {
    if (palette[i] !== palette[i + 1] || palette[i] !== palette[i + 2]) return false;
  }
  return palette.length >= 3;
}
