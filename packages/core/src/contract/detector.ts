import type { Samples, SampleShape } from './dataset.ts';
import type { FeatureIdentity } from './feature-extractor.ts';
import type { ScoreRun } from './run.ts';

/** Plain JSON; `seed` among it, and under `score` what only scoring uses. */
export interface MethodConfig {
  readonly seed: number;
  readonly score?: Readonly<Record<string, unknown>> | undefined;
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

/** Enough to restore a fitted detector in another process, with the same outputs to the bit. */
export interface DetectorState {
  readonly method: string;
  readonly config: MethodConfig;
  readonly sampleShape: SampleShape;
  /** The pretrained features that `restore` needs as well; their weights are not the detector's. */
  readonly features?: FeatureIdentity | undefined;
  /**
   * Finite numbers that the fit found and that decide sizes, such as the width of a code. `restore`
   * builds from them, never from the shape of a tensor.
   */
  readonly facts?: Readonly<Record<string, number>> | undefined;
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  /**
   * Version of the method's package that saved it, where a file says so. `readArtifact` sets it for
   * `restore`; a detector's own `state()` has none.
   */
  readonly version?: string | undefined;
}

/**
 * What a detector gives for each image. These names mean the same for every method; a method may
 * have outputs of its own besides, under other names.
 *
 * - `score` `[n]`: the anomaly score, higher is more anomalous. Every detector has it.
 * - `map` `[n, height, width]`: where; the anomaly score of each pixel.
 * - `reconstruction` `[n, height, width, channels]`: the image as if it were normal; may leave
 *   [0, 1].
 * - `code` `[n, d]`: the latent code.
 */
export type StandardOutput = 'score' | 'map' | 'reconstruction' | 'code';

/** Always fitted; owns its weights until `dispose()`. */
export interface Detector {
  readonly method: string;
  /** Fully resolved, frozen. */
  readonly config: MethodConfig;
  readonly sampleShape: SampleShape;
  /** The pretrained features that it was fitted on, of methods that build on some. */
  readonly features?: FeatureIdentity | undefined;
  /** What the fit found and its state keeps, such as the width of the code. */
  readonly facts?: Readonly<Record<string, number>> | undefined;
  /** Names of what `compute` gives; `score` is among them. Those of its method. */
  readonly outputs: readonly string[];
  /**
   * Any of its outputs, of the same images, from one pass. An output is the same to the bit
   * whichever others are computed with it, and does not depend on the other images.
   * @throws OneClassError `unknown-name` for an output that it does not have, `invalid-config`,
   *   `invalid-shape`, `invalid-data` for images or results that are not finite, `invalid-argument`
   *   when it was disposed of before or meanwhile; the signal's reason when aborted
   */
  compute<const N extends string>(
    samples: Samples,
    outputs: readonly N[],
    run?: ScoreRun,
  ): Promise<Readonly<Record<N, Maps>>>;
  /** The output `score` alone, `[n]`. @throws as `compute` */
  score(samples: Samples, run?: ScoreRun): Promise<Float32Array>;
  state(): DetectorState;
  /**
   * Frees the weights; calling it again does nothing. A call that is under way is rejected, and the
   * weights are freed when it has stopped.
   */
  dispose(): void;
}

/** Has the output `map`. */
export interface MapDetector extends Detector {
  /** The output `map` alone, `[n, height, width]`. @throws as `compute` */
  scoreMap(samples: Samples, run?: ScoreRun): Promise<Maps>;
}

/** Has the output `reconstruction`. */
export interface Reconstructor extends Detector {
  /** The output `reconstruction` alone, `[n, height, width, channels]`. @throws as `compute` */
  reconstruct(samples: Samples, run?: ScoreRun): Promise<Maps>;
}

/** Has the output `code`. */
export interface Encoder extends Detector {
  /** The output `code` alone, `[n, d]`. @throws as `compute` */
  encode(samples: Samples, run?: ScoreRun): Promise<Maps>;
  /**
   * Hypersphere centre c in the space of codes, `[d]`, of methods that have one. A copy: changing
   * it changes no score.
   */
  readonly center?: Float32Array | undefined;
}

export const isMapDetector = (detector: Detector): detector is MapDetector =>
  detector.outputs.includes('map');
export const isReconstructor = (detector: Detector): detector is Reconstructor =>
  detector.outputs.includes('reconstruction');
export const isEncoder = (detector: Detector): detector is Encoder =>
  detector.outputs.includes('code');
