import {
  defineDetector,
  type Detector,
  type DetectorState,
  type Method,
  type SampleShape,
} from '../../src/index.ts';

const sampleShape: SampleShape = [2, 3, 1];
const defaults = { seed: 0, epochs: 5, hidden: [4, 2], score: { steps: 10 } };

const detectorOf = ({ config, features, facts, tensors, ...state }: DetectorState): Detector =>
  defineDetector({
    method: state.method,
    config,
    sampleShape: state.sampleShape,
    features,
    facts,
    outputs: { score: [] },
    compute: async ({ shape }) => ({ score: new Float32Array(shape[0]) }),
    tensors: () => tensors,
    dispose: () => undefined,
  });

export const tinyState: DetectorState = {
  method: 'tiny',
  config: defaults,
  sampleShape,
  tensors: {
    kernel: { shape: [3, 2], data: new Float32Array([1, -2, 0.1, 1e-30, 5, 6]) },
    bias: { shape: [2], data: new Float32Array([7, 8]) },
  },
};

/** As much of a method as an artifact needs. */
export const tinyMethod: Method = {
  name: 'tiny',
  summary: 'Remembers what it was given',
  defaults,
  outputs: ['score'],
  resumable: false,
  nearestShape: () => sampleShape,
  checkShape: () => undefined,
  fit: async () => detectorOf(tinyState),
  restore: detectorOf,
};

export const tinyDetector = detectorOf(tinyState);
