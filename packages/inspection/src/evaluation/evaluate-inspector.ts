import {
  isMapDetector,
  nextTurn,
  OneClassError,
  type LabeledDataset,
  type Maps,
  type Mask,
  type Threshold,
  type Watched,
} from '@oneclass/core';
import { bestF1, evaluate, f1Score, type Evaluation } from '@oneclass/core/metrics';
import { isFixed } from '@oneclass/core/thresholds';
import type { Inspector } from '../inspector/inspector.ts';
import { quietMaps } from '../inspector/quiet-map.ts';
import { noPixelFigures, pixelMeter, type PixelFigures } from './pixel-figures.ts';
import { scoreMapsInParts } from './score-maps-in-parts.ts';
import { unseenLabeled } from './unseen.ts';
import { checkMapSize, usableMask, type MapSize } from './usable-mask.ts';

export interface EvaluateOptions extends Watched {
  /** Whether to give the score maps, all of them in memory; false when absent. */
  readonly map?: boolean | undefined;
  /** What pixels are compared at; the masks' own size, 'mask', when absent. */
  readonly mapSize?: MapSize | undefined;
}

/** Plain JSON. F1 takes anomalous as positive; some publications take normal. */
export interface InspectorEvaluation extends Evaluation, PixelFigures {
  readonly f1Normal: number | null;
  readonly bestF1Normal: number;
  /** Images that are not counted, as the detector was fitted on them; null where nobody knows. */
  readonly leftOut: number | null;
  /** Of those counted, images that no figure of the threshold counts: it was found on them. */
  readonly calibratedOn: number;
  /** The same of the threshold of pixels. */
  readonly pixelCalibratedOn: number;
}

export interface EvaluatedSet {
  /** The images that count: those that the detector was not fitted on. */
  readonly labeled: LabeledDataset;
  readonly evaluation: InspectorEvaluation;
  readonly scores: Float32Array;
  /** `[n, height, width]`, where they are asked for. */
  readonly maps: Maps | undefined;
  /**
   * The mask of an image at the maps' size; undefined for a normal one, and where there is none
   * that marks something at that size.
   */
  readonly masks: ((index: number) => Promise<Mask | undefined>) | undefined;
}

/**
 * Measures an inspector on images whose truth is known, at its own thresholds. Images that it was
 * fitted on are left out; those that a threshold was found on count for AUROC and the like, not for
 * what uses that threshold. A mask that can't be used costs the figures of pixels of its image, and
 * is named in `maskProblems`. There are no figures of pixels where the input ignores an area.
 *
 * @throws OneClassError as the detector's `compute` and core's `evaluate`; `invalid-data` where it
 *   was fitted on all the normal ones; `invalid-argument` for maps of a detector that gives none;
 *   the signal's reason when aborted
 */
export async function evaluateInspector(
  inspector: Inspector,
  given: LabeledDataset,
  { map = false, mapSize = 'mask', ...run }: EvaluateOptions = {},
): Promise<EvaluatedSet> {
  const { detector, thresholds, seen } = inspector;
  checkMapSize(mapSize);
  if (map && !isMapDetector(detector)) {
    throw new OneClassError(
      'invalid-argument',
      `Score maps are asked for, and ${detector.method} gives none. Leave \`map\` out.`,
      { argument: 'map', received: detector.method },
    );
  }
  const { labeled, leftOut, ...unseen } = await unseenLabeled(inspector, given);
  const judged = judgedBy(thresholds.image, unseen.judged);
  const pixelJudged = judgedBy(thresholds.pixel, unseen.pixelJudged);
  const pixels = { threshold: thresholds.pixel?.value ?? null, judged: pixelJudged, mapSize };
  const { scores, maps, figures } = await score(inspector, labeled, { pixels, map, ...run });
  const threshold = thresholds.image?.value ?? null;
  return {
    labeled,
    evaluation: {
      ...evaluateBothWays(labeled, scores, { threshold, judged }),
      leftOut: seen.fitted === undefined ? null : leftOut,
      calibratedOn: countZeros(judged),
      pixelCalibratedOn: countZeros(pixelJudged),
      ...figures,
    },
    ...{ scores, maps },
    masks: labeled.masks && ((index) => maskToShow(labeled, index)),
  };
}

/** @param others 1 for an image that it was not found on */
const judgedBy = (threshold: Threshold | undefined, others: Uint8Array): Uint8Array =>
  threshold && !isFixed(threshold) ? others : new Uint8Array(others.length).fill(1);

const countZeros = (judged: Uint8Array): number => judged.filter((counts) => counts === 0).length;

async function maskToShow(labeled: LabeledDataset, index: number): Promise<Mask | undefined> {
  if (labeled.labels[index] !== 1) return undefined;
  const found = await usableMask(labeled, index, 'detector');
  return 'problem' in found ? undefined : found;
}

interface Scoring extends Watched {
  readonly pixels: Parameters<typeof pixelMeter>[1];
  readonly map: boolean;
}

interface Scored extends Pick<EvaluatedSet, 'scores' | 'maps'> {
  readonly figures: PixelFigures;
}

async function score(
  { detector, input: { ignore }, thresholds }: Inspector,
  labeled: LabeledDataset,
  { pixels, map, ...run }: Scoring,
): Promise<Scored> {
  const { samples, masks } = labeled;
  if (!isMapDetector(detector) || (!map && (!masks || ignore))) {
    const scores = await detector.score(samples, run);
    return { scores, maps: undefined, figures: noPixelFigures(pixels.threshold) };
  }
  const [height, width] = detector.sampleShape;
  const size = height * width;
  const scores = new Float32Array(samples.size);
  const all = map ? new Float32Array(samples.size * size) : undefined;
  // Masks know nothing of what is ignored.
  const meter = masks && !ignore ? pixelMeter(labeled, pixels) : undefined;
  for await (const part of scoreMapsInParts(detector, samples, run)) {
    const { data } = quietMaps(part.maps, ignore, thresholds.pixel?.value);
    scores.set(part.scores, part.start);
    all?.set(data, part.start * size);
    for (let i = 0; meter && i < part.scores.length; i++) {
      await meter.add(part.start + i, data.subarray(i * size, (i + 1) * size));
      await nextTurn();
      run.signal?.throwIfAborted();
    }
  }
  const maps = all && { data: all, shape: [samples.size, height, width] };
  return { scores, maps, figures: meter?.figures() ?? noPixelFigures(pixels.threshold) };
}

function evaluateBothWays(
  { labels, kinds }: LabeledDataset,
  scores: Float32Array,
  { threshold, judged }: { readonly threshold: number | null; readonly judged: Uint8Array },
): Omit<
  InspectorEvaluation,
  keyof PixelFigures | 'leftOut' | 'calibratedOn' | 'pixelCalibratedOn'
> {
  const evaluation = evaluate(labels, scores, { kinds, threshold, judged, aurocInterval: {} });
  const positive = 'normal';
  return {
    ...evaluation,
    f1Normal: evaluation.confusion && f1Score(evaluation.confusion, { positive }),
    bestF1Normal: bestF1(labels, scores, { positive }).f1,
  };
}
