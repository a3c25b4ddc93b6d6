import type { Samples } from './contract/dataset.ts';
import type { MapDetector, ScoresWithMaps } from './contract/detector.ts';
import type { ScoreRun } from './contract/run.ts';

/**
 * Scores and score maps of the same images: in one pass where the detector can, else in two, each a
 * phase of its own.
 * @throws as the detector's `score` and `scoreMap`
 */
export async function scoreWithMaps(
  detector: MapDetector,
  samples: Samples,
  run: ScoreRun = {},
): Promise<ScoresWithMaps> {
  if (detector.scoreWithMap) return detector.scoreWithMap(samples, run);
  const scores = await detector.score(samples, run);
  return { scores, maps: await detector.scoreMap(samples, run) };
}
