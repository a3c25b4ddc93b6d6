import { OneClassError } from '../error.ts';

/** @throws OneClassError `invalid-data` when there are no scores or one is not a finite number */
export function checkScores(scores: ArrayLike<number>): void {
  if (scores.length === 0) {
    throw new OneClassError(
      'invalid-data',
      'There are no scores. Expected one finite number for each image.',
      { argument: 'scores' },
    );
  }
  for (let i = 0; i < scores.length; i++) {
    if (Number.isFinite(scores[i])) continue;
    throw new OneClassError(
      'invalid-data',
      `The score at position ${i} is ${String(scores[i])}. Every score must be a finite ` +
        'number: look at what the detector gave for that image.',
      { argument: 'scores', expected: 'finite numbers', received: scores[i] },
    );
  }
}

/**
 * Checks scores, and that there is one label for each.
 * @returns how many labels are 1
 * @throws OneClassError `invalid-argument` for different lengths or a label other than 0 and 1,
 *   `invalid-data` for the scores
 */
export function checkLabeledScores(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  if (labels.length !== scores.length) {
    throw new OneClassError(
      'invalid-argument',
      `There are ${labels.length} labels and ${scores.length} scores. Expected one label for ` +
        'each score, in the same order.',
      { argument: 'labels', expected: `${scores.length} labels`, received: labels.length },
    );
  }
  checkScores(scores);
  let anomalous = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label === 1) anomalous++;
    else if (label !== 0) {
      throw new OneClassError(
        'invalid-argument',
        `The label at position ${i} is ${String(label)}. Expected 0 for a normal image or 1 ` +
          'for an anomalous one.',
        { argument: 'labels', expected: '0 or 1', received: label },
      );
    }
  }
  return anomalous;
}
