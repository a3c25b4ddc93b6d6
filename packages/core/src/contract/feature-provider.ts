import type { FeatureExtractor } from './feature-extractor.ts';

/** How an extractor is opened. */
export interface FeatureOpening {
  /** Part of the provider's `defaults`, in place of them. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  /** Of a saved detector's features: opens those again, whatever the settings. */
  readonly id?: string | undefined;
  /** Where the weights are, in the provider's own terms: a file, an address. */
  readonly weights?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** One line about what takes long or what a user has to know. */
  readonly say?: ((line: string) => void) | undefined;
}

export interface WeightsDownload {
  readonly signal?: AbortSignal | undefined;
  /** One line about where they come from, what goes wrong, what is waited for. */
  readonly say?: ((line: string) => void) | undefined;
}

/** Trained weights that can be fetched once and are found from then on. */
export interface PublishedWeights {
  readonly licence: string;
  /** A page about them. */
  readonly source: string;
  /** Bytes that are kept. */
  readonly bytes: number;
  /** The file where they are kept; undefined where they are not there. */
  kept(): Promise<string | undefined>;
  /** Whether `open` without weights would find none. */
  missing(): Promise<boolean>;
  /**
   * Fetches them, where they are not kept yet. Show their licence before.
   * @returns the file where they are kept
   * @throws OneClassError `download-failed`, `missing-package`, `invalid-artifact`; the signal's
   *   reason
   */
  download(options: WeightsDownload): Promise<string>;
}

/**
 * Opens the features of one pretrained network; what a package of features exports, as a package of
 * methods exports methods.
 */
export interface FeatureProvider {
  /** Name in the CLI: 'vgg19'. */
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** Settings that decide the features, plain JSON: `{ layers: ['relu1_1', …] }`. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Which weights it takes and in what form, in words; undefined where it takes none. */
  readonly weights?: string | undefined;
  /** Of a provider whose weights a program can fetch. */
  readonly published?: PublishedWeights | undefined;
  /** Whether it made the features with this id. */
  recognizes(id: string): boolean;
  /**
   * The features, which the caller disposes of.
   * @throws OneClassError `invalid-config` for settings, `invalid-argument`, `not-found`,
   *   `invalid-artifact` for weights; the signal's reason when aborted
   */
  open(opening: FeatureOpening): Promise<FeatureExtractor>;
}
