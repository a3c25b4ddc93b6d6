import { OneClassError } from '../../error.ts';
import { checkSampleShape } from '../sample-shape.ts';
import { bilinearAxis } from './resize.ts';

interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * Brings a score map to another size, bilinearly with half-pixel centres, edges repeated: as
 * PyTorch's `interpolate(mode='bilinear', align_corners=False)`. It looks at two neighbours a
 * direction, also where the map shrinks.
 *
 * @param scores `[from.height · from.width]`, row by row
 * @returns `[to.height · to.width]`; `scores` itself when that is its size
 * @throws OneClassError `invalid-shape` for a wrong size, `invalid-data` when there are more or
 *   fewer scores than `from` says
 */
export function resizeMap(scores: Float32Array, from: Size, to: Size): Float32Array {
  checkSampleShape([from.height, from.width, 1]);
  checkSampleShape([to.height, to.width, 1]);
  if (scores.length !== from.height * from.width) {
    throw new OneClassError(
      'invalid-data',
      `Expected ${from.height} × ${from.width} scores of a map. Received: ${scores.length}.`,
      {
        argument: 'scores',
        expected: `${from.height * from.width} scores`,
        received: scores.length,
      },
    );
  }
  if (from.height === to.height && from.width === to.width) return scores;
  const resized = new Float32Array(to.height * to.width);
  const rowAt = widenedRows(scores, from, to.width);
  const { taps, starts, weights } = bilinearAxis(from.height, to.height);
  for (let y = 0, o = 0; y < to.height; y++) {
    const start = starts[y] as number;
    const upper = rowAt(start);
    const lower = rowAt(start + taps - 1);
    const [share, rest] = [weights[taps * y] as number, taps === 2 ? (weights[2 * y + 1] ?? 0) : 0];
    for (let x = 0; x < to.width; x++, o++)
      resized[o] = share * (upper[x] as number) + rest * (lower[x] as number);
  }
  return resized;
}

/** Rows brought to a width; only the last two are kept, since they are asked for in order. */
function widenedRows(
  scores: Float32Array,
  from: Size,
  width: number,
): (row: number) => Float64Array {
  const { taps, starts, weights } = bilinearAxis(from.width, width);
  const kept = [0, 1].map(() => ({ row: -1, values: new Float64Array(width) }));
  return (row) => {
    const place = kept[row % 2] as (typeof kept)[number];
    if (place.row === row) return place.values;
    place.row = row;
    for (let x = 0; x < width; x++) {
      const first = row * from.width + (starts[x] as number);
      let sum = 0;
      for (let k = 0; k < taps; k++)
        sum += (weights[x * taps + k] as number) * (scores[first + k] as number);
      place.values[x] = sum;
    }
    return place.values;
  };
}
