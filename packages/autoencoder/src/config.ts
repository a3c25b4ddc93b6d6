import type { MethodConfig } from '@oneclass/core';

/**
 * Part of the training images is held out, and looked at now and then: training ends when its loss
 * falls no more, and keeps the best weights.
 */
export interface EarlyStoppingConfig {
  /** Part of the images that is not trained on, in (0, 1). */
  readonly holdOut: number;
  /** Looks in a row without a lower loss after which training ends. */
  readonly patience: number;
  /** Epochs from one look to the next. */
  readonly every: number;
}

/** What all autoencoders are told about training. */
export interface AutoencoderConfig extends MethodConfig {
  /** Passes over the training images. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /** null: trains on all images, for all epochs. */
  readonly earlyStopping: EarlyStoppingConfig | null;
}
