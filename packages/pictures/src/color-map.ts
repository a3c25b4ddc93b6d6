import { OneClassError, type Maps } from '@oneclass/core';
import { requireFinite } from './check.ts';
import { requireShape, type Images } from './images.ts';
import { INFERNO } from './inferno.ts';

export interface ColorRange {
  /** Black, and everything below it. */
  readonly minimum: number;
  /** The lightest yellow, and everything above it. */
  readonly maximum: number;
}

/**
 * Maps of one channel in colour (inferno), all on one scale, so that images compare.
 *
 * @param maps `[n, height, width]` or `[n, height, width, 1]`, as `scoreMap` gives them
 * @param range the maps' own smallest and largest value when absent
 * @returns bytes, `[n, height, width, 3]`
 * @throws OneClassError `invalid-shape`; `invalid-data` for a value that is not finite;
 *   `invalid-argument` for a range upside down
 */
export function colorMap(maps: Maps, range: ColorRange = rangeOf(maps.data)): Images {
  const { data, shape } = maps;
  const [n = 0, height = 0, width = 0, channels = 1] = shape;
  requireShape(maps, '[n, height, width] or [n, height, width, 1]', channels === 1 ? [3, 4] : []);
  requireFinite(data, 'maps');
  requireOrder(range);
  const span = range.maximum - range.minimum;
  const colors = new Uint8Array(3 * data.length);
  for (let i = 0; i < data.length; i++) {
    const share = span === 0 ? 0 : ((data[i] as number) - range.minimum) / span;
    const color = 3 * Math.round(255 * Math.min(1, Math.max(0, share)));
    for (let channel = 0; channel < 3; channel++)
      colors[3 * i + channel] = INFERNO[color + channel] as number;
  }
  return { data: colors, shape: [n, height, width, 3] };
}

/** For one scale over several sets, or for its legend. */
export function rangeOf(values: ArrayLike<number>): ColorRange {
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let i = 0; i < values.length; i++) {
    minimum = Math.min(minimum, values[i] as number);
    maximum = Math.max(maximum, values[i] as number);
  }
  return { minimum, maximum };
}

function requireOrder({ minimum, maximum }: ColorRange): void {
  if (minimum <= maximum) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid range: expected minimum ≤ maximum. Received ${minimum} and ${maximum}.`,
    {
      argument: 'range',
      expected: 'minimum ≤ maximum',
      received: [minimum, maximum],
    },
  );
}
