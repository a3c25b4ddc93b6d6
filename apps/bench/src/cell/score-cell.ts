import { isMapDetector, type Detector, type LabeledDataset, type Mask } from '@oneclass/core';
import type { CheckedData } from '../table/check-data.ts';
import type { CellRun } from './cell-run.ts';
import { pixelResult } from './pixel-figures.ts';
import type { CellResult, ScoredSet } from './result.ts';

interface Scoring extends Pick<CellRun, 'signal' | 'onProgress'> {
  readonly data: Pick<CheckedData, 'validation' | 'test'>;
  /** Of the test images. */
  readonly masks: readonly (Mask | undefined)[] | undefined;
}

/**
 * Scores of validation and test; with what the maps say, from the same pass, where the data have
 * masks and the detector gives maps.
 */
export async function scoreCell(
  detector: Detector,
  { data: { validation, test }, masks, signal, onProgress }: Scoring,
): Promise<Pick<CellResult, 'validation' | 'test' | 'pixels'>> {
  const run = { signal, onProgress };
  const scored = async (set: LabeledDataset): Promise<ScoredSet> =>
    scoredSet(set, await detector.score(set.samples, run));
  const ofValidation = validation ? await scored(validation) : null;
  if (!masks || !isMapDetector(detector))
    return { validation: ofValidation, test: await scored(test) };
  const { score, map } = await detector.compute(test.samples, ['score', 'map'], run);
  return {
    validation: ofValidation,
    test: scoredSet(test, score.data),
    pixels: pixelResult(map, masks, test),
  };
}

const scoredSet = ({ labels, kinds }: LabeledDataset, scores: Float32Array): ScoredSet => ({
  labels: [...labels],
  kinds,
  scores: [...scores],
});
