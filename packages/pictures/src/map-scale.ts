import type { ColorRange } from './color-map.ts';
import { requireFinite, requireSome } from './check.ts';

export interface MapScaleOptions {
  /** The lowest score of each map. */
  readonly lowest: ArrayLike<number>;
  /** The highest score of each map. */
  readonly highest: ArrayLike<number>;
  /** The threshold of pixels, where there is one. */
  readonly threshold?: number | null | undefined;
}

/** Of the maps, that reach no higher than the scale. */
const WITHIN = 0.75;

/**
 * One scale for all maps of a set. It begins where half of the maps begin and ends where three
 * quarters of them end, so that those with much higher scores, which are then the lightest colour,
 * leave the others visible; and the threshold lies in its lower half, so that what is below it
 * never looks like much.
 *
 * @throws OneClassError `invalid-data` for no maps or a number that is not finite
 */
export function mapScale({ lowest, highest, threshold }: MapScaleOptions): ColorRange {
  for (const [name, values] of [
    ['lowest', lowest],
    ['highest', highest],
  ] as const) {
    requireSome(values, name);
    requireFinite(values, name);
  }
  const minimum = Math.min(quantile(lowest, 0.5), threshold ?? Infinity);
  const end = quantile(highest, WITHIN);
  return {
    minimum,
    maximum:
      threshold === null || threshold === undefined
        ? end
        : Math.max(end, minimum + 2 * (threshold - minimum)),
  };
}

const quantile = (values: ArrayLike<number>, share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
};
