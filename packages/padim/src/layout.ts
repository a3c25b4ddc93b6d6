import { createRng, OneClassError, type FeatureExtractor, type SampleShape } from '@oneclass/core';
import { channelsOf, gridOf, placeFor, type Grid } from '@oneclass/nn';
import { METHOD_NAME, type PadimConfig } from './config.ts';
import { triangleSize } from './triangle.ts';

/** Where there are distributions, and of how many channels. */
export interface Layout {
  /** Pixels a side of a place. */
  readonly place: number;
  readonly grid: Grid;
  /** Of a place. */
  readonly channels: number;
}

/** A detector's file, which has a triangle of `channels`² values and a mean of each place. */
const MOST_BYTES = 100e6;
const VALUE_BYTES = 4;

const bytesOf = ([rows, columns]: Grid, channels: number): number =>
  rows * columns * (triangleSize(channels) + channels) * VALUE_BYTES;

/** @throws OneClassError `invalid-config` when a detector's file would be too large */
export function layoutOf(
  shape: SampleShape,
  { channels: wanted, place: given }: PadimConfig,
  extractor: FeatureExtractor,
): Layout {
  const place = given ?? placeFor(shape, extractor);
  const layout = {
    place,
    grid: gridOf(shape, place),
    channels: Math.min(wanted, channelsOf(extractor)),
  };
  checkBytes(shape, layout);
  return layout;
}

/** Fewer channels or larger places that would do are named. */
function checkBytes(shape: SampleShape, { place, grid, channels }: Layout): void {
  const bytes = bytesOf(grid, channels);
  if (bytes <= MOST_BYTES) return;
  let [fewer, larger] = [channels, place];
  while (fewer > 1 && bytesOf(grid, fewer) > MOST_BYTES) fewer -= 1;
  while (bytesOf(gridOf(shape, larger), channels) > MOST_BYTES) larger *= 2;
  const megabytes = (count: number): string => `${String(Math.ceil(count / 1e6))} MB`;
  const [rows, columns] = grid;
  const enough =
    bytesOf(grid, fewer) <= MOST_BYTES ? `\`channels\` to ${String(fewer)} or less, or ` : '';
  throw new OneClassError(
    'invalid-config',
    `Invalid config for ${METHOD_NAME}: ${String(channels)} channels at ${String(rows)}×` +
      `${String(columns)} places of ${String(place)} pixels make a file of ${megabytes(bytes)}, ` +
      `and a fit three times that in memory; expected ${megabytes(MOST_BYTES)} at most. Set ` +
      `${enough}\`place\` to ${String(larger)} or more, or take smaller images.`,
    { argument: 'channels', expected: `${megabytes(MOST_BYTES)} at most`, received: bytes },
  );
}

/** The channels that are used, drawn, in ascending order. */
export const drawChannels = (
  { seed }: PadimConfig,
  { channels }: Layout,
  extractor: FeatureExtractor,
): Uint32Array =>
  createRng(seed).derive('channels').permutation(channelsOf(extractor)).slice(0, channels).sort();
