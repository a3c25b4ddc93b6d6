import type { PixelRanking } from './pixel-ranking.ts';
import type { Steps } from './ranking.ts';

/** How far figures from a histogram may lie from the exact ones. Plain JSON. */
export interface PixelErrorBounds {
  readonly pixelAuroc: number;
  readonly pixelAveragePrecision: number;
  readonly pixelBestF1: number;
  readonly aupro: number;
}

/**
 * The figures take the scores of a bin as equal. Whatever the order of its pixels, each curve goes
 * through the same points before and after the bin, and rises or falls between bounds that these
 * two points set.
 */
export function pixelErrorBounds(ranking: PixelRanking, limit: number): PixelErrorBounds {
  return {
    pixelAuroc: aurocBound(ranking),
    pixelAveragePrecision: averagePrecisionBound(ranking),
    pixelBestF1: bestF1Bound(ranking),
    aupro: auproBound(ranking, limit),
  };
}

interface Step {
  /** Anomalous and normal pixels of all steps before. */
  readonly hits: number;
  readonly alarms: number;
  /** Of this one. */
  readonly moreHits: number;
  readonly moreAlarms: number;
}

function sumOver({ truePositives, falsePositives }: Steps, value: (step: Step) => number): number {
  let sum = 0;
  let [hits, alarms] = [0, 0];
  for (let k = 0; k < truePositives.length; k++) {
    const moreHits = (truePositives[k] as number) - hits;
    const moreAlarms = (falsePositives[k] as number) - alarms;
    sum += value({ hits, alarms, moreHits, moreAlarms });
    hits += moreHits;
    alarms += moreAlarms;
  }
  return sum;
}

/** The curve may turn at either corner of the step; the figure goes straight. */
const aurocBound = (ranking: Steps): number =>
  sumOver(ranking, ({ moreHits, moreAlarms }) => (moreHits * moreAlarms) / 2) /
  (ranking.anomalous * ranking.normal);

/**
 * A hit's precision is highest where all hits of the step come before its alarms, as one, and
 * lowest where they come after them, one by one; of the latter sum the integral is a lower bound.
 */
function averagePrecisionBound(ranking: Steps): number {
  const above = sumOver(ranking, ({ hits, alarms, moreHits, moreAlarms }) => {
    if (moreHits === 0) return 0;
    const all = hits + moreHits;
    return moreHits * (all / (all + alarms) - all / (all + alarms + moreAlarms));
  });
  const beneath = sumOver(ranking, ({ hits, alarms, moreHits, moreAlarms }) => {
    const wrong = alarms + moreAlarms;
    if (moreHits === 0 || wrong === 0) return 0;
    const all = hits + moreHits;
    const lowest = moreHits - wrong * Math.log1p(moreHits / (hits + wrong));
    return (moreHits * all) / (all + wrong) - lowest;
  });
  return Math.max(above, beneath) / ranking.anomalous;
}

/** At best all hits of a step come before its alarms. */
function bestF1Bound(ranking: Steps): number {
  const { anomalous } = ranking;
  let best = 0;
  let possible = 0;
  sumOver(ranking, ({ hits, alarms, moreHits, moreAlarms }) => {
    const all = hits + moreHits;
    best = Math.max(best, (2 * all) / (all + alarms + moreAlarms + anomalous));
    possible = Math.max(possible, (2 * all) / (all + alarms + anomalous));
    return 0;
  });
  return possible - best;
}

/** As of AUROC; in the step that the limit cuts, from the lower corner to the upper one. */
function auproBound(ranking: PixelRanking, limit: number): number {
  const overlapAt = ranking.overlaps();
  let bound = 0;
  let [rate, overlap] = [0, 0];
  for (let k = 0; k < ranking.falsePositives.length && rate < limit; k++) {
    const nextRate = (ranking.falsePositives[k] as number) / ranking.normal;
    const nextOverlap = overlapAt(k);
    const whole = nextRate <= limit;
    const width = (whole ? nextRate : limit) - rate;
    bound += (nextOverlap - overlap) * width * (whole ? 1 / 2 : 1);
    [rate, overlap] = [nextRate, nextOverlap];
  }
  return bound / limit;
}
