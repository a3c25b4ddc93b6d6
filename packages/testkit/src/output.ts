import {
  isEncoder,
  isMapDetector,
  isReconstructor,
  type Detector,
  type MapDetector,
  type Maps,
  type Samples,
  type ScoreRun,
} from '@oneclass/core';

/** One of the things that a detector computes for images. */
export interface Output {
  readonly name: 'score' | 'scoreMap' | 'scoreWithMap' | 'reconstruct' | 'encode';
  readonly compute: (samples: Samples, run?: ScoreRun) => Promise<Maps>;
}

/**
 * All that this detector computes; a score counts as a map of shape `[n]`, a score with its map as
 * one of `[n, 1 + pixels]`.
 */
export function outputsOf(detector: Detector): readonly Output[] {
  const score = async (samples: Samples, run?: ScoreRun): Promise<Maps> => {
    const data = await detector.score(samples, run);
    return { data, shape: [data.length] };
  };
  return [
    { name: 'score', compute: score },
    ...(isMapDetector(detector) ? mapOutputs(detector) : []),
    ...(isReconstructor(detector)
      ? [
          {
            name: 'reconstruct',
            compute: (samples, run) => detector.reconstruct(samples, run),
          } satisfies Output,
        ]
      : []),
    ...(isEncoder(detector)
      ? [
          {
            name: 'encode',
            compute: (samples, run) => detector.encode(samples, run),
          } satisfies Output,
        ]
      : []),
  ];
}

function mapOutputs(detector: MapDetector): readonly Output[] {
  const scoreMap: Output = {
    name: 'scoreMap',
    compute: (samples, run) => detector.scoreMap(samples, run),
  };
  if (!detector.scoreWithMap) return [scoreMap];
  const scoreWithMap = detector.scoreWithMap.bind(detector);
  return [
    scoreMap,
    {
      name: 'scoreWithMap',
      compute: async (samples, run) => joined(await scoreWithMap(samples, run)),
    },
  ];
}

/** Each image's score before its map. */
function joined({
  scores,
  maps: { data },
}: {
  readonly scores: Float32Array;
  readonly maps: Maps;
}): Maps {
  const pixels = data.length / scores.length;
  const values = new Float32Array(scores.length + data.length);
  scores.forEach((score, i) => {
    values[i * (1 + pixels)] = score;
    values.set(data.subarray(i * pixels, (i + 1) * pixels), i * (1 + pixels) + 1);
  });
  return { data: values, shape: [scores.length, 1 + pixels] };
}
