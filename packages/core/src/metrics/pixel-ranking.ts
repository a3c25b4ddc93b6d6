import type { PixelScores, PixelCounts } from './pixel-scores.ts';
import { radixSort } from './radix-sort.ts';
import { rankSorted, thresholdFor, type Steps } from './ranking.ts';
import { labelRegions } from './regions.ts';

/** What every threshold of pixels gives; steps that add only normal pixels are joined. */
export interface PixelRanking extends Steps {
  /** How many regions of defect there are: 8-connected, within one image. */
  readonly regions: number;
  /**
   * Begins at the highest score: what share of a region lies above step k, mean over all regions,
   * for k of 0, 1, … in turn.
   */
  readonly overlaps: () => (k: number) => number;
  /** Above it lie exactly the first `count` steps. */
  readonly thresholdOf: (count: number) => number;
}

/** The pixels of one image or more, by the truth about them. */
export interface SplitPixels {
  readonly normal: Float32Array;
  readonly anomalous: Float32Array;
  /** The region of each of `anomalous`. */
  readonly regionOf: Uint32Array;
  /** Pixels of each region. */
  readonly regionSizes: readonly number[];
}

/** Beside the images: 4 bytes a normal pixel and 8 an anomalous one. */
export function splitPixels(images: readonly PixelScores[], count: PixelCounts): SplitPixels {
  const normal = new Float32Array(count.normal);
  const anomalous = new Float32Array(count.anomalous);
  const regionOf = new Uint32Array(count.anomalous);
  const regionSizes: number[] = [];
  let n = 0;
  let a = 0;
  for (const { scores, mask } of images) {
    if (mask === undefined) {
      normal.set(scores, n);
      n += scores.length;
      continue;
    }
    const { labels, sizes } = labelRegions(mask);
    for (let i = 0; i < scores.length; i++) {
      const label = labels[i] as number;
      if (label === 0) {
        normal[n++] = scores[i] as number;
      } else {
        regionOf[a] = regionSizes.length + label - 1;
        anomalous[a++] = scores[i] as number;
      }
    }
    for (const size of sizes) regionSizes.push(size);
  }
  return { normal, anomalous, regionOf, regionSizes };
}

/** Of all of them, in their order. */
export function joinPixels(parts: readonly SplitPixels[], count: PixelCounts): SplitPixels {
  const normal = new Float32Array(count.normal);
  const anomalous = new Float32Array(count.anomalous);
  const regionOf = new Uint32Array(count.anomalous);
  const regionSizes: number[] = [];
  let n = 0;
  let a = 0;
  for (const part of parts) {
    normal.set(part.normal, n);
    anomalous.set(part.anomalous, a);
    for (let i = 0; i < part.regionOf.length; i++)
      regionOf[a + i] = regionSizes.length + (part.regionOf[i] as number);
    for (const size of part.regionSizes) regionSizes.push(size);
    n += part.normal.length;
    a += part.anomalous.length;
  }
  return { normal, anomalous, regionOf, regionSizes };
}

/**
 * Takes the pixels over: what they hold afterwards is undefined. Beside them: at most 4 bytes a
 * normal pixel and 32 an anomalous one.
 */
export function rankPixels({
  normal,
  anomalous,
  regionOf,
  regionSizes,
}: SplitPixels): PixelRanking {
  const hits = radixSort(anomalous, regionOf);
  const ranking = rankSorted(hits.values, radixSort(normal).values, { joinNormal: true });
  return {
    ...ranking,
    regions: regionSizes.length,
    overlaps: () => risingOverlap(ranking, { regionOf: hits.payload, regionSizes }),
    thresholdOf: (count) => thresholdFor(ranking, count),
  };
}

/** @param regions of the anomalous pixels by rising score */
function risingOverlap(
  { truePositives, anomalous }: Steps,
  { regionOf, regionSizes }: Pick<SplitPixels, 'regionOf' | 'regionSizes'>,
): (k: number) => number {
  // What one pixel of a region adds to the mean overlap.
  const shares = Float64Array.from(regionSizes, (size) => 1 / (size * regionSizes.length));
  let hits = 0;
  let overlap = 0;
  return (k) => {
    for (; hits < (truePositives[k] as number); hits++)
      overlap += shares[regionOf[anomalous - 1 - hits] as number] as number;
    // The sum of all shares may miss 1 by rounding.
    return hits === anomalous ? 1 : overlap;
  };
}
