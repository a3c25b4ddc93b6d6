import { checkPixels, type PixelScores } from './pixel-scores.ts';
import { radixSort } from './radix-sort.ts';
import { rankSorted, type Ranking } from './ranking.ts';
import { labelRegions } from './regions.ts';

/** A ranking of pixels, whose steps that add only normal pixels are joined. */
export interface PixelRanking extends Ranking {
  /** The region of each anomalous pixel, by rising score. */
  readonly regionOf: Uint32Array;
  /** Pixels of each region of defect: 8-connected, within one image. */
  readonly regionSizes: readonly number[];
}

/**
 * Beside the images: at most 8 bytes a normal pixel and 40 an anomalous one.
 * @throws OneClassError as `checkPixels`
 */
export function rankPixels(images: readonly PixelScores[]): PixelRanking {
  const { normal, anomalous, regionOf, regionSizes } = splitPixels(images);
  const hits = radixSort(anomalous, regionOf);
  const ranking = rankSorted(hits.values, radixSort(normal).values, { joinNormal: true });
  return { ...ranking, regionOf: hits.payload, regionSizes };
}

interface SplitPixels {
  readonly normal: Float32Array;
  readonly anomalous: Float32Array;
  /** Of each of `anomalous`. */
  readonly regionOf: Uint32Array;
  readonly regionSizes: readonly number[];
}

function splitPixels(images: readonly PixelScores[]): SplitPixels {
  const count = checkPixels(images);
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
