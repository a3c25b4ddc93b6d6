import { OneClassError } from '@oneclass/core';
import { requireFinite, requireSome } from './check.ts';
import { requireShape, type Images } from './images.ts';
import { rawPicture } from './raw-picture.ts';

export interface StripRow {
  readonly label: string;
  readonly images: Images;
}

export interface ImageStripOptions {
  /**
   * Equally many images of equal height and width in each: originals, reconstructions, error maps.
   */
  readonly rows: readonly StripRow[];
  /** One a column. */
  readonly captions?: readonly string[];
  /** Each pixel becomes a square of so many; about 84 pixels an image when absent. */
  readonly scale?: number;
}

/** Rows of images as one PNG; labels and captions are text, for the page to set. */
export interface ImageStrip {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Every image has an equal share of the width and the height. */
  readonly columns: number;
  readonly labels: readonly string[];
  readonly captions: readonly string[];
}

/** Transparent, around each image. */
const BORDER = 2;

/**
 * Enlarges without smoothing, so that a pixel can be told from its neighbour.
 *
 * @throws OneClassError `invalid-shape` when rows differ; `invalid-data` for a value that is not
 *   finite; `invalid-argument` for the rest
 */
export async function imageStrip({
  rows,
  captions = [],
  scale,
}: ImageStripOptions): Promise<ImageStrip> {
  requireSome(rows, 'rows');
  const [n, imageHeight, imageWidth] = typicalShape(rows);
  requireCaptions(captions, n);
  const factor = scale ?? Math.max(1, Math.round(84 / imageWidth));
  requireScale(factor);

  const cell = {
    width: imageWidth * factor + 2 * BORDER,
    height: imageHeight * factor + 2 * BORDER,
  };
  const width = n * cell.width;
  const height = rows.length * cell.height;
  const pixels = new Uint8Array(4 * width * height);
  rows.forEach(({ images }, row) => {
    for (let image = 0; image < n; image++) {
      const left = image * cell.width + BORDER;
      for (let y = 0; y < imageHeight * factor; y++) {
        const line = row * cell.height + BORDER + y;
        const from = (image * imageHeight + Math.floor(y / factor)) * imageWidth;
        writeLine(pixels.subarray(4 * (line * width + left)), images, {
          from,
          count: imageWidth,
          factor,
        });
      }
    }
  });
  const picture = await rawPicture(pixels, { width, height, channels: 4 });
  const png = await picture.png({ compressionLevel: 9 }).toBuffer();
  return { png, width, height, columns: n, labels: rows.map(({ label }) => label), captions };
}

/** RGBA of `count` pixels from pixel `from` on, each `factor` times. */
function writeLine(
  target: Uint8Array,
  { data, shape }: Images,
  part: { from: number; count: number; factor: number },
): void {
  const channels = shape[3] as number;
  const unit = data instanceof Uint8Array ? 1 : 255;
  let position = 0;
  for (let pixel = part.from; pixel < part.from + part.count; pixel++) {
    for (let copy = 0; copy < part.factor; copy++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = data[pixel * channels + Math.min(channel, channels - 1)] as number;
        target[position++] = Math.round(unit * Math.min(255 / unit, Math.max(0, value)));
      }
      target[position++] = 255;
    }
  }
}

function typicalShape(rows: readonly StripRow[]): [n: number, height: number, width: number] {
  for (const { label, images } of rows) {
    const expected = '[n, height, width, channels] with 1 or 3 channels';
    requireShape(images, expected, images.shape[3] === 1 || images.shape[3] === 3 ? [4] : []);
    requireFinite(images.data, `images of row '${label}'`);
  }
  const [first, ...others] = rows.map(({ images }) => images.shape.slice(0, 3));
  const [n, height, width] = first as [number, number, number];
  const differing = others.find((shape) => shape.join() !== `${n},${height},${width}`);
  if (differing !== undefined) {
    throw new OneClassError(
      'invalid-shape',
      `Rows of a strip must agree: expected [${n}, ${height}, ${width}, channels], as in the ` +
        `first. Received [${differing.join(', ')}, …].`,
      { argument: 'rows', expected: `[${n}, ${height}, ${width}, channels]`, received: differing },
    );
  }
  return [n, height, width];
}

function requireCaptions(captions: readonly string[], n: number): void {
  if (captions.length === 0 || captions.length === n) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid captions: expected ${n}, one a column, or none. Received: ${captions.length}.`,
    {
      argument: 'captions',
      expected: `${n}`,
      received: captions.length,
    },
  );
}

function requireScale(scale: number): void {
  if (Number.isInteger(scale) && scale >= 1) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid scale: expected an integer of 1 or more. Received: ${scale}.`,
    {
      argument: 'scale',
      expected: 'an integer ≥ 1',
      received: scale,
    },
  );
}
