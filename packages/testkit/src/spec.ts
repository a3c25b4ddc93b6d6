import type {
  Dataset,
  Detector,
  FeatureMethod,
  LabeledDataset,
  Method,
  MethodConfig,
  SampleShape,
} from '@oneclass/core';

/** A method under test. */
export interface MethodSpec<C extends MethodConfig = MethodConfig> {
  /** One on features is checked on those of `tinyExtractor()`. */
  readonly method: Method<C, Detector> | FeatureMethod<C, Detector>;
  /**
   * The smallest config that makes sense, since every check fits anew; several steps a fit show
   * more than one.
   */
  readonly config?: Partial<C> | undefined;
  /** Of the drawn images; what `nearestShape` makes of 16×16 grey when absent. */
  readonly sampleShape?: SampleShape | undefined;
  /**
   * In place of the drawn images, for a method that cannot tell those apart; some dozens are
   * enough.
   */
  readonly data?: { readonly normal: Dataset; readonly test: LabeledDataset } | undefined;
  /**
   * Checks that the method does not pass, by name, each with the reason why that is right. They run
   * all the same, and must fail: an exemption that is no longer needed is an error.
   */
  readonly exempt?: Readonly<Record<string, string>> | undefined;
}
