import type { Detector, DetectorState, Method, SampleShape } from '../../src/index.ts';

const sampleShape: SampleShape = [2, 3, 1];
const defaults = { seed: 0, epochs: 5, hidden: [4, 2], score: { steps: 10 } };

function detectorOf(state: DetectorState): Detector {
  return {
    ...state,
    state: () => state,
    score: async () => new Float32Array(0),
    dispose: () => undefined,
  };
}

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
  nearestShape: () => sampleShape,
  fit: async () => detectorOf(tinyState),
  restore: detectorOf,
};

export const tinyDetector = detectorOf(tinyState);
