/** The formats that are read. */
export const READ_FORMATS = ['PNG', 'JPEG', 'WebP', 'BMP', 'TIFF', 'GIF', 'AVIF'] as const;

export type ReadFormat = (typeof READ_FORMATS)[number];

/** What a file of each format begins with, or has at a place; a character is a byte. */
const MARKS: readonly (readonly [format: string, at: number, marks: readonly string[]])[] = [
  ['PNG', 0, ['\x89PNG\r\n\x1a\n']],
  ['JPEG', 0, ['\xff\xd8\xff']],
  ['GIF', 0, ['GIF87a', 'GIF89a']],
  ['a camera’s raw image', 8, ['CR\x02\0', 'HEAPCCDR']],
  ['TIFF', 0, ['II*\0', 'MM\0*', 'II+\0', 'MM\0+']],
  ['JPEG XL', 0, ['\xff\x0a', '\0\0\0\x0cJXL ']],
  ['JPEG 2000', 0, ['\xff\x4f\xff\x51', '\0\0\0\x0cjP  ']],
  ['DICOM', 128, ['DICM']],
  ['NIfTI', 344, ['n+1\0', 'ni1\0']],
  ['PDF', 0, ['%PDF']],
  ['Photoshop (PSD)', 0, ['8BPS']],
  ['OpenEXR', 0, ['\x76\x2f\x31\x01']],
  ['Radiance HDR', 0, ['#?RADIANCE', '#?RGBE']],
  ['FITS', 0, ['SIMPLE  =']],
  ['a NumPy array', 0, ['\x93NUMPY']],
  ['an icon (ICO)', 0, ['\0\0\x01\0']],
  ['QOI', 0, ['qoif']],
  ['a ZIP archive', 0, ['PK\x03\x04']],
  ['a gzip archive', 0, ['\x1f\x8b']],
  ['a Git LFS pointer, whose file was not fetched', 0, ['version https://git-lfs']],
  // Last, as they are short.
  ['PGM or PPM', 0, [1, 2, 3, 4, 5, 6, 7].flatMap((kind) => [`P${kind}\n`, `P${kind} `])],
  ['BMP', 0, ['BM']],
];

/** Of files in boxes (ISO 14496-12), by the brands that they name. */
const BRANDS: readonly (readonly [format: string, brands: readonly string[]])[] = [
  ['an AVIF animation', ['avis']],
  ['AVIF', ['avif']],
  ['HEIC', ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']],
  ['HEIF', ['mif1', 'msf1']],
  ['a camera’s raw image', ['crx ']],
];

const ofBrand = (brands: readonly string[]): string | undefined =>
  BRANDS.find(([, known]) => known.some((brand) => brands.includes(brand)))?.[0];

function boxFormat(head: string, size: number): string {
  const others: string[] = [];
  for (let at = 16; at + 4 <= Math.min(size, head.length); at += 4)
    others.push(head.slice(at, at + 4));
  const major = ofBrand([head.slice(8, 12)]);
  const found = major === 'HEIF' ? (ofBrand(others) ?? major) : (major ?? ofBrand(others));
  return found ?? 'a video (MP4 or QuickTime)';
}

/** Enough for every mark, and for the start of a text. */
const HEAD = 1024;

/**
 * The format of a file by its first bytes: one of {@link READ_FORMATS}, or the name of another.
 * @returns undefined for what is no format known here
 */
export function formatOf(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD)).toString('latin1');
  const text = textFormat(head);
  if (text !== undefined) return text;
  if (head.startsWith('RIFF') && head.startsWith('WEBPVP8', 8)) return 'WebP';
  if (head.startsWith('ftyp', 4))
    return boxFormat(head, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
  return MARKS.find(([, at, marks]) => marks.some((mark) => head.startsWith(mark, at)))?.[0];
}

/** First of all: what a text says further on may look like the mark of an image. */
function textFormat(head: string): string | undefined {
  const text = head.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (!text.startsWith('<')) return undefined;
  if (/<svg[\s>]/i.test(text)) return 'SVG';
  return /<(!doctype )?html/i.test(text) ? 'a web page (HTML)' : undefined;
}

export const isRead = (format: string | undefined): format is ReadFormat =>
  READ_FORMATS.some((read) => read === format);
