import type { Mask } from '../../contract/dataset.ts';
import { binaryMask } from '../../datasets/pixels/binary-mask.ts';
import { channelsOf, flatPixels } from '../../datasets/pixels/flat-pixels.ts';
import { isOneClassError, OneClassError } from '../../error.ts';
import { readBytes } from '../file/read-bytes.ts';
import { withDecodeLease, type DecodeLimits } from './decode-budget.ts';
import { decodeImage } from './decode-image.ts';
import { formatOf } from './image-format.ts';
import { MAX_PIXELS } from './encoded-image.ts';
import { sourceHeader } from './image-source.ts';

export interface ReadMaskOptions extends DecodeLimits {
  /** The image that it belongs to, whose size it must have in the file. */
  readonly image?: string | undefined;
}

/**
 * Reads a mask, 1 where the defect is: of two values the brighter one, as they are or with smooth
 * edges, scaled or from JPEG, cut at half of their range; of values up to 15, which are numbers of
 * kinds of defect, all but 0. Of colours the brightest counts, and what is transparent is black.
 *
 * @throws OneClassError `not-found`, `missing-package`; `invalid-shape` for a mask of another size
 *   than its image, naming both; `invalid-data` for what is no whole image, and for other values,
 *   such as a photograph's
 */
export async function readMask(path: string, options: ReadMaskOptions = {}): Promise<Mask> {
  const { image, ...limits } = options;
  return image === undefined ? decodeMask(path, limits) : maskOf(image, path, limits);
}

/** A mask of its image's size. */
async function maskOf(image: string, path: string, limits: DecodeLimits): Promise<Mask> {
  const mask = await decodeMask(path, limits).catch((cause: unknown) => {
    if (!isOneClassError(cause)) throw cause;
    throw new OneClassError(cause.code, `${cause.message} It is the mask of ${image}.`, {
      argument: cause.argument,
      cause,
    });
  });
  const { maxPixels = MAX_PIXELS } = limits;
  const { shape } = await sourceHeader(image, { name: image, maxPixels });
  const [height, width] = shape;
  if (mask.height === height && mask.width === width) return mask;
  throw new OneClassError(
    'invalid-shape',
    `${path}: a mask of ${mask.width} × ${mask.height} pixels, but its image ${image} has ` +
      `${width} × ${height}. Expected the same size. Is it the mask of another image?`,
    {
      argument: path,
      expected: `${width} × ${height} pixels`,
      received: `${mask.width} × ${mask.height}`,
    },
  );
}

const decodeMask = (
  path: string,
  { maxPixels = MAX_PIXELS, decodeBytes }: DecodeLimits,
): Promise<Mask> =>
  withDecodeLease(decodeBytes, async (lease) => {
    const bytes = await readBytes(path);
    const stored = await decodeImage({ name: path, bytes }, maxPixels, lease);
    const { data, layout, height, width } = stored;
    const values = brightest(flatPixels(data, layout), channelsOf(layout));
    const lossy = formatOf(bytes) === 'JPEG';
    return binaryMask({ height, width, data: values, lossy }, path);
  });

/** Of each pixel the highest of its colours. */
function brightest<T extends Uint8Array | Uint16Array>(values: T, channels: 1 | 3): T {
  if (channels === 1) return values;
  const highest = values.slice(0, values.length / channels) as T;
  for (let i = 0, from = 0; i < highest.length; i++) {
    let value = 0;
    for (const end = from + channels; from < end; from++)
      value = Math.max(value, values[from] as number);
    highest[i] = value;
  }
  return highest;
}
