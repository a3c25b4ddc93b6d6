import {
  isEncoder,
  isMapDetector,
  isReconstructor,
  type Detector,
  type Maps,
  type Samples,
  type SampleShape,
  type ScoreRun,
} from '@oneclass/core';

/** One of the calls by which a detector computes something for images. */
export interface Output {
  /** The call: `compute(['map'])`, `scoreMap()`. */
  readonly name: string;
  /** The output that it gives: 'map'. */
  readonly gives: string;
  readonly compute: (samples: Samples, run?: ScoreRun) => Promise<Maps>;
}

/** All that this detector computes, by `compute` and by its short calls. */
export const outputsOf = (detector: Detector): readonly Output[] => [
  ...computedOutputs(detector),
  ...shortCalls(detector),
];

/** Each output by `compute`. */
export const computedOutputs = (detector: Detector): readonly Output[] =>
  detector.outputs.map((gives) => ({
    name: `compute(['${gives}'])`,
    gives,
    compute: async (samples, run) => (await detector.compute(samples, [gives], run))[gives] as Maps,
  }));

/** The short calls of its outputs; a score counts as a map of shape `[n]`. */
export function shortCalls(detector: Detector): readonly Output[] {
  const score: Output = {
    name: 'score()',
    gives: 'score',
    async compute(samples, run) {
      const data = await detector.score(samples, run);
      return { data, shape: [data.length] };
    },
  };
  const others: (Output | false)[] = [
    isMapDetector(detector) && {
      name: 'scoreMap()',
      gives: 'map',
      compute: async (samples, run) => detector.scoreMap(samples, run),
    },
    isReconstructor(detector) && {
      name: 'reconstruct()',
      gives: 'reconstruction',
      compute: async (samples, run) => detector.reconstruct(samples, run),
    },
    isEncoder(detector) && {
      name: 'encode()',
      gives: 'code',
      compute: async (samples, run) => detector.encode(samples, run),
    },
  ];
  return [score, ...others.filter((output) => output !== false)];
}

/** What one image's part of a standard output must be; undefined where the method decides. */
export function standardShape(
  name: string,
  [height, width, channels]: SampleShape,
): readonly number[] | undefined {
  if (name === 'score') return [];
  if (name === 'map') return [height, width];
  return name === 'reconstruction' ? [height, width, channels] : undefined;
}
