import { kindNotRead, notAnImage, type EncodedImage } from './encoded-image.ts';
import { readTiffHeader, type TiffHeader } from './tiff-header.ts';

const BITS = [1, 2, 4, 8, 16];
/** Those of `sampleFormat`, where it is not 1, whole numbers of 0 or more. */
const SAMPLE_FORMATS: Readonly<Record<number, string>> = {
  2: 'numbers with a sign',
  3: 'floating-point numbers',
  5: 'complex numbers',
  6: 'complex numbers',
};
/** None, CCITT, LZW, JPEG, Deflate, PackBits and WebP. */
const COMPRESSIONS = [1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 50001];
const OTHER_COMPRESSIONS: Readonly<Record<number, string>> = {
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'Zstandard',
  50002: 'JPEG XL',
};
/** Grey, either way round, RGB, palette, mask, CMYK and YCbCr. */
const COLOURS = [0, 1, 2, 3, 4, 5, 6];
const OTHER_COLOURS: Readonly<Record<number, string>> = {
  8: 'CIELAB',
  9: 'CIELAB',
  10: 'CIELAB',
  32803: 'a camera’s raw',
};

/** What of it is not read, as in 'a TIFF of floating-point numbers'. */
function notReadOf(header: TiffHeader): string | undefined {
  const { bits, sampleFormat, compression, photometric, reduced } = header;
  if (reduced) return 'a TIFF whose first page is a smaller copy of another';
  if (sampleFormat in SAMPLE_FORMATS) return `a TIFF of ${String(SAMPLE_FORMATS[sampleFormat])}`;
  if (!BITS.includes(bits)) return `a TIFF of ${bits} bits a value`;
  if (!COMPRESSIONS.includes(compression))
    return `a TIFF compressed by ${OTHER_COMPRESSIONS[compression] ?? `way ${compression}`}`;
  if (!COLOURS.includes(photometric))
    return `a TIFF of ${OTHER_COLOURS[photometric] ?? `kind ${photometric}`} colours`;
  return undefined;
}

/** @throws OneClassError `invalid-data` for kinds of TIFF that are not read, naming the kind */
export function checkTiff(image: EncodedImage): TiffHeader {
  const header = readTiffHeader(image.bytes);
  if (!header) throw notAnImage(image);
  const kind = notReadOf(header);
  if (kind !== undefined) throw kindNotRead(image, kind);
  return header;
}
