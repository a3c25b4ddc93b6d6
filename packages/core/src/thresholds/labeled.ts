import type { Threshold } from '../contract/threshold.ts';
import { bestF1Of } from '../metrics/best-f1.ts';
import { outcome, rank, thresholdFor, type Ranking } from '../metrics/ranking.ts';

/**
 * Of all thresholds, the highest with the best F1 (anomalous = positive) on labelled validation
 * images. For float32 scores it is a float32 number, midway between two of them.
 * @param labels `[n]`, 1 = anomalous
 * @param scores `[n]`, of validation images, never of the test set
 * @throws OneClassError `invalid-argument` or `invalid-data` for labels or scores that don't fit,
 *   or one class only
 */
export function bestF1Threshold(labels: ArrayLike<number>, scores: ArrayLike<number>): Threshold {
  const ranking = rank(labels, scores);
  const { f1, threshold } = bestF1Of(ranking);
  const images = imagesOf(ranking);
  return {
    value: threshold,
    rule: `best F1 on ${images}`,
    promise:
      `F1 ${f1.toFixed(4)} on the ${images} it was chosen on, so optimistic for new ones, ` +
      'even of the same mix.',
  };
}

/**
 * Of all thresholds, the highest with the greatest difference between true and false positive rate
 * (Youden 1950) on labelled validation images. Unlike the best F1, it does not depend on how many
 * of each class there are.
 * @param labels `[n]`, 1 = anomalous
 * @param scores `[n]`, of validation images, never of the test set
 * @throws OneClassError as `bestF1Threshold`
 */
export function youdenThreshold(labels: ArrayLike<number>, scores: ArrayLike<number>): Threshold {
  const ranking = rank(labels, scores);
  const { anomalous, normal } = ranking;
  let best = 0;
  let most = 0;
  for (let count = 1; count <= ranking.scores.length; count++) {
    const { hits, alarms } = outcome(ranking, count);
    // Youden's J in counts, so exact.
    const difference = hits * normal - alarms * anomalous;
    if (difference > most) {
      most = difference;
      best = count;
    }
  }
  const { hits, alarms } = outcome(ranking, best);
  return {
    value: thresholdFor(ranking, best),
    rule: `greatest Youden index on ${imagesOf(ranking)}`,
    promise:
      `Of the validation images it was chosen on, ${hits} of ${anomalous} anomalous and ` +
      `${alarms} of ${normal} normal ones lie above it; ` +
      'optimistic for new ones.',
  };
}

const imagesOf = ({ anomalous, normal }: Ranking): string =>
  `${normal} normal and ${anomalous} anomalous validation images`;
