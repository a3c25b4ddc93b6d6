import {
  isMapDetector,
  OneClassError,
  type LabeledDataset,
  type Maps,
  type Mask,
  type Watched,
} from '@oneclass/core';
import { readMasks } from '@oneclass/core/datasets';
import { bestF1, evaluate, f1Score, type Evaluation } from '@oneclass/core/metrics';
import type { Inspector } from '../inspector/inspector.ts';
import { pixelFigures, type PixelFigures } from './pixel-figures.ts';
import { unseenLabeled } from './unseen.ts';

export interface EvaluateOptions extends Watched {
  /** Whether to give score maps where there are no masks either; false when absent. */
  readonly map?: boolean | undefined;
}

/** Plain JSON. F1 takes anomalous as positive; some publications take normal. */
export interface InspectorEvaluation extends Evaluation, PixelFigures {
  readonly f1Normal: number | null;
  readonly bestF1Normal: number;
  /** Images that are not counted, as the detector was fitted on them; null where nobody knows. */
  readonly leftOut: number | null;
  /** Of those counted, images that no figure of a threshold counts: it was found on them. */
  readonly calibratedOn: number;
}

export interface EvaluatedSet {
  /** The images that count: those that the detector was not fitted on. */
  readonly labeled: LabeledDataset;
  readonly evaluation: InspectorEvaluation;
  readonly scores: Float32Array;
  /** `[n, height, width]` of a detector with maps, where there are masks or they are asked for. */
  readonly maps: Maps | undefined;
  /** Of each image, at the maps' size. */
  readonly masks: readonly (Mask | undefined)[] | undefined;
}

/**
 * Measures an inspector on images whose truth is known, at its own thresholds. Images that it was
 * fitted on are left out; those that its thresholds were found on count for AUROC and the like, not
 * for what uses a threshold.
 *
 * @throws OneClassError as the detector's `compute` and core's `evaluate`; `invalid-data` where it
 *   was fitted on all the normal ones; `invalid-argument` for maps of a detector that gives none;
 *   the signal's reason when aborted
 */
export async function evaluateInspector(
  inspector: Inspector,
  given: LabeledDataset,
  { map = false, ...run }: EvaluateOptions = {},
): Promise<EvaluatedSet> {
  const { detector, thresholds, seen } = inspector;
  if (map && !isMapDetector(detector)) {
    throw new OneClassError(
      'invalid-argument',
      `Score maps are asked for, and ${detector.method} gives none. Leave \`map\` out.`,
      { argument: 'map', received: detector.method },
    );
  }
  const { labeled, leftOut, judged } = await unseenLabeled(inspector, given);
  const wantsMaps = isMapDetector(detector) && (map || labeled.masks !== undefined);
  // Everything that can be wrong with the data is looked at before the long part.
  const masks = wantsMaps ? await readMasks(labeled, run.signal) : undefined;
  const outputs = wantsMaps ? ['score', 'map'] : ['score'];
  const found: Partial<Record<string, Maps>> = await detector.compute(
    labeled.samples,
    outputs,
    run,
  );
  const scores = found.score?.data ?? new Float32Array();
  const maps = found.map;
  const threshold = thresholds.image?.value ?? null;
  return {
    labeled,
    evaluation: {
      ...evaluateBothWays(labeled, scores, { threshold, judged }),
      leftOut: seen.fitted === undefined ? null : leftOut,
      calibratedOn: judged.filter((counts) => counts === 0).length,
      ...pixelFigures(maps, masks, thresholds.pixel?.value ?? null),
    },
    ...{ scores, maps, masks },
  };
}

function evaluateBothWays(
  { labels, kinds }: LabeledDataset,
  scores: Float32Array,
  { threshold, judged }: { readonly threshold: number | null; readonly judged: Uint8Array },
): Omit<InspectorEvaluation, keyof PixelFigures | 'leftOut' | 'calibratedOn'> {
  const evaluation = evaluate(labels, scores, { kinds, threshold, judged, aurocInterval: {} });
  const positive = 'normal';
  return {
    ...evaluation,
    f1Normal: evaluation.confusion && f1Score(evaluation.confusion, { positive }),
    bestF1Normal: bestF1(labels, scores, { positive }).f1,
  };
}
