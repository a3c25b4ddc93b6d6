import type { Samples, SampleShape } from './dataset.ts';
import type { Detector, DetectorState, MethodConfig } from './detector.ts';
import type { FeatureExtractor } from './feature-extractor.ts';
import type { FitRun } from './run.ts';

/** When a method is the one to take: facts for lists. Every text is one line. */
export interface MethodGuide {
  /** What it is for: 'parts that lie alike in every image'. */
  readonly suits: string;
  /** The fewest normal images, about, with which it is known to do well. */
  readonly images?: number | undefined;
  /** A fit with the defaults that was measured. */
  readonly measured?: MeasuredFit | undefined;
}

export interface MeasuredFit {
  /** What was fitted: '300 images of 224×224'. */
  readonly on: string;
  /** Of the fit, features included, on native TensorFlow and two cores. */
  readonly seconds: number;
  /** Of the detector's file, in millions of bytes. */
  readonly megabytes?: number | undefined;
}

/** What can be said of a method before it fits anything. */
export interface MethodDescription<C extends MethodConfig = MethodConfig> {
  /** Name in the CLI and tag in the artifact: 'deep-svdd'. */
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  readonly defaults: Readonly<C>;
  /** What its detectors compute, whatever the config: `score`, and more where it has more. */
  readonly outputs: readonly string[];
  /** Whether a fit saves itself to `run.checkpoint` and continues from there. */
  readonly resumable: boolean;
  /** For who has to choose among methods. */
  readonly guide?: MethodGuide | undefined;
}

/** A recipe that makes detectors from images. */
export interface Method<
  C extends MethodConfig = MethodConfig,
  D extends Detector = Detector,
> extends MethodDescription<C> {
  /**
   * The shape nearest to `natural` that a fit with this config takes. Whoever loads images resizes
   * them to it; `fit` itself never resizes.
   */
  nearestShape(natural: SampleShape, config?: Partial<C>): SampleShape;
  /**
   * Refuses what `fit` would refuse for the images' shape alone; it reads no image.
   * @throws OneClassError `invalid-shape`; `invalid-config`
   */
  checkShape(shape: SampleShape, config?: Partial<C>): void;
  /**
   * Fits on normal images only.
   * @throws OneClassError `invalid-config`, `invalid-shape`, `invalid-data`, `diverged`,
   *   `collapsed`; the signal's reason when aborted
   */
  fit(normal: Samples, config?: Partial<C>, run?: FitRun): Promise<D>;
  /**
   * The detector that gave `state`. Sizes that the state asks for are compared with its tensors
   * before anything of that size is made.
   * @throws OneClassError `invalid-artifact` when config, sample shape, facts and tensors do not
   *   belong together
   */
  restore(state: DetectorState): D;
}

/**
 * A method that builds on pretrained features: a `Method` once it has some. It must not depend on
 * the features' scale, since networks differ by orders of magnitude (VGG's reach 3,220, random ones
 * stay near 1): features times a power of two rank images the same.
 */
export interface FeatureMethod<
  C extends MethodConfig = MethodConfig,
  D extends Detector = Detector,
> extends MethodDescription<C> {
  /**
   * The provider whose features a program takes where none is named: 'vgg19'. The program's first
   * when absent.
   */
  readonly usualFeatures?: string | undefined;
  /**
   * The method on these features, which it and its detectors borrow: the extractor outlives them.
   * Detectors name it in `features`, and `restore` refuses any other.
   */
  on(extractor: FeatureExtractor): Method<C, D>;
}

/** What a method package exports. */
export type AnyMethod = Method | FeatureMethod;

/** A method that also has an `on` of another kind, as an event emitter has, is a `Method`. */
export const isFeatureMethod = (method: AnyMethod): method is FeatureMethod =>
  'on' in method && !('fit' in method);
