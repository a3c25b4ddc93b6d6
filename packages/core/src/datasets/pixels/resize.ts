import type { InputSpec, SampleShape } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { imageSet, type ImageSet } from '../image-set.ts';
import { checkSampleShape } from '../sample-shape.ts';
import { toChannels } from './channels.ts';
import { checkIgnored, fillIgnored } from './ignored-area.ts';
import { checkRange, toBytes } from './value-range.ts';

/**
 * Each output position is a weighted sum of `taps` neighbouring inputs, the first of them at
 * `starts[i]`.
 */
export interface Axis {
  readonly taps: number;
  readonly starts: Int32Array;
  /** `[outputs, taps]` */
  readonly weights: Float64Array;
}

/** Two neighbours by distance, half-pixel centres, edges repeated. */
export function bilinearAxis(from: number, to: number): Axis {
  const taps = Math.min(2, from);
  const axis: Axis = { taps, starts: new Int32Array(to), weights: new Float64Array(to * taps) };
  for (let i = 0; i < to; i++) {
    const centre = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const start = Math.min(Math.floor(centre), from - taps);
    axis.starts[i] = start;
    axis.weights[i * taps] = 1 - (centre - start);
    if (taps === 2) axis.weights[i * taps + 1] = centre - start;
  }
  return axis;
}

/** Each input counts by the length of its overlap with the output's span. */
function areaAxis(from: number, to: number): Axis {
  const scale = from / to;
  const taps = Math.min(Math.ceil(scale) + 1, from);
  const axis: Axis = { taps, starts: new Int32Array(to), weights: new Float64Array(to * taps) };
  for (let i = 0; i < to; i++) {
    const start = Math.min(Math.floor(i * scale), from - taps);
    axis.starts[i] = start;
    for (let k = 0; k < taps; k++) {
      const overlap = Math.min((i + 1) * scale, start + k + 1) - Math.max(i * scale, start + k);
      axis.weights[i * taps + k] = Math.max(0, overlap) / scale;
    }
  }
  return axis;
}

const axisOf = (from: number, to: number, resize: InputSpec['resize']): Axis =>
  resize === 'area' && to < from ? areaAxis(from, to) : bilinearAxis(from, to);

/** Along rows: `[height, width, channels]` → `[height, columns, channels]`. */
function resampleRows(
  pixels: Uint8Array,
  axis: Axis,
  { width, channels }: { width: number; channels: number },
): Float64Array {
  const { taps, starts, weights } = axis;
  const rows = pixels.length / (width * channels);
  const resampled = new Float64Array(rows * starts.length * channels);
  let o = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < starts.length; x++) {
      const first = (y * width + (starts[x] as number)) * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < taps; k++)
          sum += (weights[x * taps + k] as number) * (pixels[first + k * channels + c] as number);
        resampled[o++] = sum;
      }
    }
  }
  return resampled;
}

/**
 * Half a level, and a little more than the error of the sums: what is exactly half rounds up,
 * whatever the weights.
 */
const HALF = 0.5 + 1e-9;

/** Along columns, rounded: `[height, row]` → `[rows, row]`. */
function resampleColumns(values: Float64Array, row: number, axis: Axis): Uint8Array {
  const { taps, starts, weights } = axis;
  const resampled = new Uint8Array(starts.length * row);
  for (let y = 0; y < starts.length; y++) {
    const first = (starts[y] as number) * row;
    for (let x = 0; x < row; x++) {
      let sum = 0;
      for (let k = 0; k < taps; k++)
        sum += (weights[y * taps + k] as number) * (values[first + k * row + x] as number);
      resampled[y * row + x] = Math.floor(sum + HALF);
    }
  }
  return resampled;
}

/** @throws OneClassError `invalid-argument`, `invalid-shape` */
export function checkInputSpec(input: InputSpec): void {
  const { height, width, channels, resize, range, ignore } = input;
  checkSampleShape([height, width, channels]);
  if (range) checkRange(range);
  if (ignore) checkIgnored(ignore);
  if (resize === 'bilinear' || resize === 'area') return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid resize: expected 'bilinear' or 'area'. Received: ${String(resize)}.`,
    {
      argument: 'resize',
      expected: "'bilinear' or 'area'",
      received: resize,
    },
  );
}

function resizer(
  [height, width, channels]: SampleShape,
  input: InputSpec,
): (pixels: Uint8Array) => Uint8Array {
  checkInputSpec(input);
  const kept = Math.min(channels, input.channels);
  const same = height === input.height && width === input.width;
  const columns = axisOf(width, input.width, input.resize);
  const rows = axisOf(height, input.height, input.resize);
  const { ignore } = input;
  return (pixels) => {
    const own = toChannels(pixels, channels, kept);
    const before = ignore ? fillIgnored(own, [height, width, kept], ignore) : own;
    const resized = same
      ? before
      : resampleColumns(
          resampleRows(before, columns, { width, channels: kept }),
          input.width * kept,
          rows,
        );
    return toChannels(resized, kept, input.channels);
  };
}

/**
 * Brings one image to `input`: RGB to grey (Rec. 601 luma, rounded), then the size, then grey to
 * RGB.
 *
 * 'bilinear' has half-pixel centres and looks at two neighbours a direction however much the image
 * shrinks, as PyTorch's `interpolate(mode='bilinear', align_corners=False)`. 'area' takes, in a
 * direction that shrinks, the mean over the exact span of each output, and is bilinear in one that
 * grows. Rounding is once, half up. What the input ignores is filled before the size changes. The
 * input's range is not applied: bytes have none, and what reads 16-bit values brings them to bytes
 * before.
 *
 * @param pixels `[height, width, channels]` of `shape`, row-major
 * @returns `[input.height, input.width, input.channels]`; `pixels` itself when nothing is to be
 *   done
 * @throws OneClassError `invalid-argument`, `invalid-shape`; `invalid-data` when `pixels` has
 *   another length than `shape`
 */
export function resizeImage(pixels: Uint8Array, shape: SampleShape, input: InputSpec): Uint8Array {
  checkSampleShape(shape);
  const length = shape[0] * shape[1] * shape[2];
  if (pixels.length !== length) {
    throw new OneClassError(
      'invalid-data',
      `Expected ${length} bytes, [${shape.join(', ')}]. Received: ${pixels.length}.`,
      {
        argument: 'pixels',
        expected: `${length} bytes`,
        received: pixels.length,
      },
    );
  }
  return resizer(shape, input)(pixels);
}

/**
 * Brings every image of a set to `input`, as {@link resizeImage} does.
 * @throws OneClassError `invalid-argument`, `invalid-shape`; `invalid-data` for an input with a
 *   range, which is of 16-bit values
 */
export function resizeImages(set: ImageSet, input: InputSpec): ImageSet {
  toBytes({ pixels: set.bytes, shape: set.sampleShape }, input.range, 'The set of images');
  const resize = resizer(set.sampleShape, input);
  const length = set.bytes.length / set.size;
  const sampleShape = [input.height, input.width, input.channels] as const;
  const resized = input.height * input.width * input.channels;
  const data = new Uint8Array(set.size * resized);
  for (let i = 0; i < set.size; i++)
    data.set(resize(set.bytes.subarray(i * length, (i + 1) * length)), i * resized);
  return imageSet({ data, sampleShape, ids: set.ids, digests: set.digests });
}
