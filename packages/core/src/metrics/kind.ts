import { OneClassError } from '../error.ts';
import { rankSplit, type ScoreArray } from './ranking.ts';
import { aurocOf } from './roc.ts';
import { scoreStatistics } from './score-distribution.ts';

/** How a detector does on the images of one kind. */
export interface KindEvaluation {
  readonly count: number;
  readonly anomalous: boolean;
  readonly meanScore: number;
  /** Of this kind against all normal images; null for a normal kind. */
  readonly auroc: number | null;
  /** Share of the kind's images above the threshold; null without one. */
  readonly calledAnomalous: number | null;
}

export interface KindContext {
  readonly kinds: readonly string[];
  /** Scores of all normal images. */
  readonly normal: ScoreArray;
  readonly threshold: number | null;
  /** As in `EvaluateOptions`. */
  readonly judged?: ArrayLike<number> | undefined;
}

/**
 * @throws OneClassError `invalid-argument` when there is not one kind for each score, or a kind
 *   is both normal and anomalous
 */
export function evaluateKinds(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  { kinds, normal, threshold, judged }: KindContext,
): Record<string, KindEvaluation> {
  const evaluations = [...positionsByKind(labels, kinds)].map(
    ([kind, positions]): [string, KindEvaluation] => {
      const Scores = normal instanceof Float32Array ? Float32Array : Float64Array;
      const own = new Scores(positions.map((i) => scores[i] as number));
      const anomalous = labels[positions[0] as number] === 1;
      return [
        kind,
        {
          count: own.length,
          anomalous,
          meanScore: scoreStatistics(own).mean,
          auroc: anomalous ? aurocOf(rankSplit(own, normal)) : null,
          calledAnomalous: shareAbove(
            positions.filter((i) => judged === undefined || judged[i] === 1),
            scores,
            threshold,
          ),
        },
      ];
    },
  );
  return Object.fromEntries(evaluations);
}

function shareAbove(
  positions: readonly number[],
  scores: ArrayLike<number>,
  threshold: number | null,
): number | null {
  if (threshold === null || positions.length === 0) return null;
  return positions.filter((i) => (scores[i] as number) > threshold).length / positions.length;
}

function positionsByKind(
  labels: ArrayLike<number>,
  kinds: readonly string[],
): Map<string, number[]> {
  if (kinds.length !== labels.length) {
    throw new OneClassError(
      'invalid-argument',
      `There are ${kinds.length} kinds for ${labels.length} images. Expected one for each, in ` +
        'the same order.',
      {
        argument: 'kinds',
        expected: `${labels.length} kinds`,
        received: kinds.length,
      },
    );
  }
  const positions = new Map<string, number[]>();
  kinds.forEach((kind, i) => {
    const own = positions.get(kind);
    if (own === undefined) positions.set(kind, [i]);
    else if (labels[own[0] as number] === labels[i]) own.push(i);
    else {
      throw new OneClassError(
        'invalid-argument',
        `The kind '${kind}' is normal at one position and anomalous at another (${own[0]} and ` +
          `${i}). Give the two groups names of their own.`,
        { argument: 'kinds', received: kind },
      );
    }
  });
  return positions;
}
