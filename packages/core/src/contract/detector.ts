import type { Samples, SampleShape } from './dataset.ts';
import type { FeatureIdentity } from './feature-extractor.ts';
import type { FitRun, ScoreRun } from './run.ts';

/** Plain JSON; `seed` among it, and under `score` what only scoring uses. */
export interface MethodConfig {
  readonly seed: number;
  readonly score?: Readonly<Record<string, unknown>>;
}

/** A stack of equally shaped results; the first dimension counts the images. */
export interface Maps {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * All that a fitted detector is: enough to restore it in another process with the same scores to
 * the bit.
 */
export interface DetectorState {
  readonly method: string;
  readonly config: MethodConfig;
  readonly sampleShape: SampleShape;
  /**
   * What `restore` needs besides; only of methods that build on pretrained features, whose weights
   * are not the detector's.
   */
  readonly features?: FeatureIdentity;
  readonly tensors: Readonly<Record<string, NamedTensor>>;
}

/** Always fitted; owns its weights until `dispose()`. */
export interface Detector {
  readonly method: string;
  /** Fully resolved, frozen. */
  readonly config: MethodConfig;
  readonly sampleShape: SampleShape;
  /** The pretrained features that it was fitted on, of methods that build on some. */
  readonly features?: FeatureIdentity;
  /**
   * One score an image, `[n]`; higher is more anomalous. Does not depend on the other images given.
   */
  score(samples: Samples, run?: ScoreRun): Promise<Float32Array>;
  state(): DetectorState;
  /** Frees the weights; calling it again does nothing. */
  dispose(): void;
}

/** Of the same images, in the same order. */
export interface ScoresWithMaps {
  /** `[n]`, as `score` gives them. */
  readonly scores: Float32Array;
  /** `[n, height, width]`, as `scoreMap` gives them. */
  readonly maps: Maps;
}

/** Says where: score maps `[n, height, width]`. */
export interface MapDetector extends Detector {
  scoreMap(samples: Samples, run?: ScoreRun): Promise<Maps>;
  /**
   * What `score` and `scoreMap` give, to the bit, from one pass: of methods where one comes from
   * the other, or both from the same thing. Absent where it would be two passes anyway;
   * `scoreWithMaps` is for every detector.
   */
  scoreWithMap?(samples: Samples, run?: ScoreRun): Promise<ScoresWithMaps>;
}

/**
 * Says what an image would be if it were normal: `[n, height, width, channels]`; may leave [0, 1].
 */
export interface Reconstructor extends Detector {
  reconstruct(samples: Samples, run?: ScoreRun): Promise<Maps>;
}

/** Gives the latent code, `[n, d]`. */
export interface Encoder extends Detector {
  encode(samples: Samples, run?: ScoreRun): Promise<Maps>;
  /**
   * Hypersphere centre c in the space of codes, `[d]`, of methods that have one. A copy: changing
   * it changes no score.
   */
  readonly center?: Float32Array;
}

/** A recipe that makes detectors: the one thing a method package must export. */
export interface Method<C extends MethodConfig = MethodConfig, D extends Detector = Detector> {
  /** Name in the CLI and tag in the artifact: 'deep-svdd'. */
  readonly name: string;
  readonly summary: string;
  readonly defaults: Readonly<C>;
  /**
   * The shape nearest to `natural` that a fit with this config takes. Whoever loads images resizes
   * them to it; `fit` itself never resizes.
   */
  nearestShape(natural: SampleShape, config?: Partial<C>): SampleShape;
  /**
   * Fits on normal images only.
   * @throws OneClassError `invalid-config`, `invalid-shape`, `invalid-data`, `diverged`,
   *   `collapsed`; the signal's reason when aborted
   */
  fit(normal: Samples, config?: Partial<C>, run?: FitRun): Promise<D>;
  /**
   * The detector that gave `state`.
   * @throws OneClassError `invalid-artifact` when tensors are missing or misshaped
   */
  restore(state: DetectorState): D;
}

export const isMapDetector = (detector: Detector): detector is MapDetector =>
  'scoreMap' in detector;
export const isReconstructor = (detector: Detector): detector is Reconstructor =>
  'reconstruct' in detector;
export const isEncoder = (detector: Detector): detector is Encoder => 'encode' in detector;
