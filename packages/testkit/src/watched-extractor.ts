import * as tf from '@tensorflow/tfjs';
import type { FeatureExtractor } from '@oneclass/core';
import { tinyExtractor } from './tiny-extractor.ts';

/** How an extractor was used. */
export interface ExtractorUse {
  calls: number;
  disposals: number;
  /** Calls inside `tf.tidy`. */
  inTidy: number;
  /** Calls with images that were disposed of before the maps were there. */
  withoutImages: number;
}

/** Whether this is called inside `tf.tidy`, which opens a scope and is synchronous. */
const isInTidy = (): boolean => tf.engine().state.scopeStack.length > 0;

/** A tiny extractor that notes how it is used. */
export function watchedExtractor(): {
  readonly extractor: FeatureExtractor;
  readonly use: ExtractorUse;
} {
  const use: ExtractorUse = { calls: 0, disposals: 0, inTidy: 0, withoutImages: 0 };
  const tiny = tinyExtractor();
  const extractor: FeatureExtractor = {
    ...tiny,
    async extract(images) {
      use.calls += 1;
      if (isInTidy()) use.inTidy += 1;
      const alive = !images.isDisposed;
      const found = await Promise.allSettled([tiny.extract(images)]);
      if (!alive || images.isDisposed) use.withoutImages += 1;
      const [outcome] = found;
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    },
    dispose() {
      use.disposals += 1;
    },
  };
  return { extractor, use };
}
