import { isEncoder, isMapDetector, isReconstructor, type Detector, type Maps, type Samples, type ScoreRun } from '@oneclass/core';

/** One of the things that a detector computes for images. */
export interface Output {
  readonly name: 'score' | 'scoreMap' | 'reconstruct' | 'encode';
  readonly compute: (samples: Samples, run?: ScoreRun) => Promise<Maps>;
}

/** All that this detector computes; a score counts as a map of shape `[n]`. */
export function outputsOf(detector: Detector): readonly Output[] {
  const score = async (samples: Samples, run?: ScoreRun): Promise<Maps> => {
    const data = await detector.score(samples, run);
    return { data, shape: [data.length] };
  };
  return [
    { name: 'score', compute: score },
    ...(isMapDetector(detector) ? [{ name: 'scoreMap', compute: (samples, run) => detector.scoreMap(samples, run) } satisfies Output] : []),
    ...(isReconstructor(detector) ? [{ name: 'reconstruct', compute: (samples, run) => detector.reconstruct(samples, run) } satisfies Output] : []),
    ...(isEncoder(detector) ? [{ name: 'encode', compute: (samples, run) => detector.encode(samples, run) } satisfies Output] : []),
  ];
}
