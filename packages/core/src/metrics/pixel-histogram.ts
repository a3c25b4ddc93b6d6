import type { PixelRanking, SplitPixels } from './pixel-ranking.ts';
import { bitsOf, keyOf } from './radix-sort.ts';

/** Bins lie in pages, which are there only where scores are. */
const PAGE_BITS = 12;
const PAGE = 2 ** PAGE_BITS;

interface Page {
  readonly normal: Float64Array;
  readonly anomalous: Float64Array;
  /** Shares of their regions that the anomalous pixels of each bin are, in regions. */
  readonly share: Float64Array;
}

/** By the upper bits of the keys in them. */
type Pages = Map<number, Page>;

const emptyPage = (): Page => ({
  normal: new Float64Array(PAGE),
  anomalous: new Float64Array(PAGE),
  share: new Float64Array(PAGE),
});

export interface HistogramRanking extends PixelRanking {
  /** Whether each bin is a single float32 number. */
  readonly exact: boolean;
}

export interface PixelHistogram {
  /** Takes them over: what they hold afterwards is undefined. */
  add(pixels: SplitPixels): void;
  rank(): HistogramRanking;
}

/**
 * A histogram over float32 numbers: a bin is 2^`shift` neighbouring ones. It begins with one a bin,
 * and joins bins in pairs when they become too many: they end as the finest that all scores fit in,
 * whatever their order.
 * @param mostPages 2 or more, of 4,096 bins and 98 kB each: two million bins, 50 MB, when absent
 */
export function createPixelHistogram(mostPages = 512): PixelHistogram {
  let shift = 0;
  let regions = 0;
  let pages: Pages = new Map();
  let last = { at: -1, page: emptyPage() };

  /** Makes room first where there is none. */
  const newPage = (key: number): Page => {
    while (pages.size >= mostPages && !pages.has(key >>> (shift + PAGE_BITS))) {
      pages = halved(pages);
      shift++;
    }
    const at = key >>> (shift + PAGE_BITS);
    const page = pages.get(at) ?? emptyPage();
    pages.set(at, page);
    last = { at, page };
    return page;
  };
  const pageOf = (key: number): Page => {
    const at = key >>> (shift + PAGE_BITS);
    return last.at === at ? last.page : (pages.get(at) ?? newPage(key));
  };
  return {
    add({ normal, anomalous, regionOf, regionSizes }) {
      regions += regionSizes.length;
      const keys = keysOf(normal);
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i] as number;
        const page = pageOf(key);
        (page.normal[(key >>> shift) & (PAGE - 1)] as number)++;
      }
      const hits = keysOf(anomalous);
      for (let i = 0; i < hits.length; i++) {
        const key = hits[i] as number;
        const page = pageOf(key);
        const bin = (key >>> shift) & (PAGE - 1);
        (page.anomalous[bin] as number)++;
        (page.share[bin] as number) += 1 / (regionSizes[regionOf[i] as number] as number);
      }
    },
    rank: () => rankBins(pages, { shift, regions }),
  };
}

/** Of 0 and −0 the same. */
function keysOf(scores: Float32Array): Uint32Array {
  const keys = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  for (let i = 0; i < keys.length; i++)
    keys[i] = keys[i] === 0x80000000 ? keyOf(0) : keyOf(keys[i] as number);
  return keys;
}

/** Of bins that are twice as wide. */
function halved(pages: Pages): Pages {
  const joined: Pages = new Map();
  for (const [at, page] of pages) {
    const into = joined.get(at >>> 1) ?? emptyPage();
    joined.set(at >>> 1, into);
    for (const counts of ['normal', 'anomalous', 'share'] as const) {
      const [from, to] = [page[counts], into[counts]];
      for (let bin = 0, half = (at & 1) * (PAGE / 2); bin < PAGE; bin += 2, half++)
        to[half] = (from[bin] as number) + (from[bin + 1] as number);
    }
  }
  return joined;
}

/** A step for each bin with anomalous pixels, and for each run of others. */
function rankBins(
  pages: Pages,
  { shift, regions }: { readonly shift: number; readonly regions: number },
): HistogramRanking {
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  const overlap: number[] = [];
  const lowest: number[] = [];
  let [hits, alarms, shares] = [0, 0, 0];
  let onlyNormal = false;
  eachBin(pages, (page, bin, at) => {
    const onlyNormalBefore = onlyNormal;
    onlyNormal = page.anomalous[bin] === 0;
    hits += page.anomalous[bin] as number;
    alarms += page.normal[bin] as number;
    shares += page.share[bin] as number;
    const k = onlyNormal && onlyNormalBefore ? lowest.length - 1 : lowest.length;
    truePositives[k] = hits;
    falsePositives[k] = alarms;
    overlap[k] = shares / regions;
    lowest[k] = (at * PAGE + bin) * 2 ** shift;
  });
  return {
    truePositives: Float64Array.from(truePositives),
    falsePositives: Float64Array.from(falsePositives),
    anomalous: hits,
    normal: alarms,
    regions,
    exact: shift === 0,
    // The sum of all shares may miss 1 by rounding.
    overlaps: () => (k) => (truePositives[k] === hits ? 1 : (overlap[k] as number)),
    thresholdOf: (count) => below(lowest[count - 1] as number),
  };
}

/** Of bins that hold a score, the highest first. */
function eachBin(pages: Pages, visit: (page: Page, bin: number, at: number) => void): void {
  for (const at of [...pages.keys()].sort((a, b) => b - a)) {
    const page = pages.get(at) as Page;
    for (let bin = PAGE - 1; bin >= 0; bin--)
      if ((page.normal[bin] as number) > 0 || (page.anomalous[bin] as number) > 0)
        visit(page, bin, at);
  }
}

/** The float32 number below that of a key; below 0 the one below −0. */
function below(key: number): number {
  const before = key === keyOf(0) ? key - 2 : key - 1;
  return new Float32Array(Uint32Array.of(bitsOf(before)).buffer)[0] as number;
}
