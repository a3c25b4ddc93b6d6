import { OneClassError, type FeatureExtractor, type SampleShape } from '@oneclass/core';
import { channelsOf, gridOf, placeFor, type Grid } from '@oneclass/nn';
import { METHOD_NAME, SAMPLE, type PatchcoreConfig } from './config.ts';

/** Where there are patches, and of how many channels. */
export interface Layout {
  /** Pixels a side of a place. */
  readonly place: number;
  readonly grid: Grid;
  /** Of a patch. */
  readonly channels: number;
}

/** One that covers the whole image. */
export const largestPlace = ([height, width]: SampleShape): number => Math.max(height, width);

/** A detector's file. */
const MOST_BYTES = 100e6;
/** The patches that the bank is chosen from. */
const MOST_SAMPLE_BYTES = 500e6;
const VALUE_BYTES = 4;

/** @throws OneClassError `invalid-config` when patches would take too much memory */
export function layoutOf(
  shape: SampleShape,
  { place: given, bank }: PatchcoreConfig,
  extractor: FeatureExtractor,
): Layout {
  const place = Math.min(given ?? placeFor(shape, extractor), largestPlace(shape));
  const channels = channelsOf(extractor);
  const fit = (bytes: number): number => Math.floor(bytes / (channels * VALUE_BYTES));
  if (fit(MOST_SAMPLE_BYTES) < SAMPLE)
    throw tooLarge(
      `${String(channels)} channels of features are more than memory has room for, ` +
        `${String(Math.floor(MOST_SAMPLE_BYTES / (SAMPLE * VALUE_BYTES)))}. Take fewer layers.`,
      { argument: 'features', received: channels },
    );
  if (fit(MOST_BYTES) < bank)
    throw tooLarge(
      `a bank of ${String(bank)} patches with ${String(channels)} channels makes a file of more ` +
        `than ${String(MOST_BYTES / 1e6)} MB. Set \`bank\` to ${String(fit(MOST_BYTES))} or less.`,
      { argument: 'bank', received: bank },
    );
  return { place, grid: gridOf(shape, place), channels };
}

const tooLarge = (
  what: string,
  detail: { readonly argument: string; readonly received: number },
): OneClassError =>
  new OneClassError('invalid-config', `Invalid config for ${METHOD_NAME}: ${what}`, detail);
