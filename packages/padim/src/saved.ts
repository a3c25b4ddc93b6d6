/** @file What a saved state says, checked. */
import {
  restoredConfig,
  tensorReader,
  type DetectorState,
  type FeatureExtractor,
  type TensorReader,
} from '@oneclass/core';
import { channelsOf, gridOf } from '@oneclass/nn';
import { resolvePadimConfig, type PadimConfig } from './config.ts';
import type { Fitted } from './detector.ts';
import { triangleSize } from './triangle.ts';

/** @throws OneClassError `invalid-artifact` when its parts do not belong together */
export function restoreFitted(state: DetectorState, extractor: FeatureExtractor): Fitted {
  const reader = tensorReader(state);
  const config = restoredConfig<PadimConfig>(state, resolvePadimConfig);
  const { sampleShape } = state;
  const place = placeOf(state, reader);
  const grid = gridOf(sampleShape, place);
  const places = grid[0] * grid[1];
  const channels = Math.min(config.channels, channelsOf(extractor));
  const chosen = chosenOf(reader, channels, channelsOf(extractor));
  const mean = reader.read('mean', [places, channels]).data.slice();
  const factors = reader.read('factors', [places, triangleSize(channels)]).data.slice();
  const layout = { place, grid, channels };
  return { config, sampleShape, layout, chosen, distributions: { mean, factors } };
}

function placeOf({ facts }: DetectorState, { damaged }: TensorReader): number {
  const place = facts?.['place'];
  if (place !== undefined && Number.isSafeInteger(place) && place > 0) return place;
  throw damaged(`the fact \`place\` is ${String(place)} instead of a number of pixels.`);
}

function chosenOf(reader: TensorReader, count: number, available: number): Uint32Array {
  const { data } = reader.read('channels', [count]);
  const known = data.every(
    (channel, i) =>
      Number.isInteger(channel) && channel > (data[i - 1] ?? -1) && channel < available,
  );
  if (known) return Uint32Array.from(data);
  throw reader.damaged("the tensor 'channels' does not name channels of these features.");
}
