/** @file What a saved state says, checked. */
import {
  restoredConfig,
  tensorReader,
  type DetectorState,
  type FeatureExtractor,
} from '@oneclass/core';
import { channelsOf, gridOf } from '@oneclass/nn';
import { resolvePatchcoreConfig, type PatchcoreConfig } from './config.ts';
import type { Fitted } from './detector.ts';
import { largestPlace } from './layout.ts';

/** @throws OneClassError `invalid-artifact` when its parts do not belong together */
export function restoreFitted(state: DetectorState, extractor: FeatureExtractor): Fitted {
  const reader = tensorReader(state);
  const config = restoredConfig<PatchcoreConfig>(state, resolvePatchcoreConfig);
  const { sampleShape } = state;
  const fact = (name: string, most: number): number => {
    const value = state.facts?.[name];
    if (value !== undefined && Number.isInteger(value) && value > 0 && value <= most) return value;
    throw reader.damaged(
      `the fact \`${name}\` is ${String(value)}, not from 1 to ${String(most)}.`,
    );
  };
  const place = fact('place', largestPlace(sampleShape));
  const channels = channelsOf(extractor);
  const read = (name: string, shape: readonly number[]): Float32Array =>
    reader.read(name, shape).data.slice();
  const deviation = read('deviation', [channels]);
  if (deviation.some((value) => value <= 0))
    throw reader.damaged("the tensor 'deviation' has values that are not above 0.");
  return {
    config,
    sampleShape,
    layout: { place, grid: gridOf(sampleShape, place), channels },
    standardization: { mean: read('mean', [channels]), deviation },
    bank: read('bank', [fact('patches', config.bank), channels]),
  };
}
