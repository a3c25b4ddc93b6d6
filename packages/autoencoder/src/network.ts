import type { SampleShape } from '@oneclass/core';
import { joinLayers, type Layer, type LayerFactory, type WeightSource } from '@oneclass/nn';

/** An autoencoder for images of one shape, not built yet. */
export interface AutoencoderLayers {
  /** `[n, height, width, channels]` → the code, `[n, …]` */
  readonly encoder: LayerFactory;
  /** The code → `[n, height, width, channels]` */
  readonly decoder: LayerFactory;
  /** Values of an image's code. */
  readonly codeSize: number;
  /**
   * Values that the layers give for one image, and values of all weights: what a training step's
   * memory depends on.
   */
  readonly activations: number;
  readonly weights: number;
}

/** Encoder and decoder, and the two in one for training and saving. */
export interface AutoencoderNetwork {
  readonly encoder: Layer;
  readonly decoder: Layer;
  readonly whole: Layer;
}

export function buildNetwork(layers: AutoencoderLayers, weights: WeightSource): AutoencoderNetwork {
  const encoder = layers.encoder(weights.within('encoder'));
  const decoder = layers.decoder(weights.within('decoder'));
  return { encoder, decoder, whole: joinLayers({ encoder, decoder }) };
}

export const product = (sizes: readonly number[]): number =>
  sizes.reduce((value, size) => value * size, 1);
export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** Each size with the next: those that a layer connects. */
export const pairs = (sizes: readonly number[]): [number, number][] =>
  sizes.slice(1).map((size, i) => [sizes[i] as number, size]);

/** Layers of the same kind, by name: `block1`, `block2`. */
export const numbered = (
  layers: readonly LayerFactory[],
  name: string,
): Record<string, LayerFactory> =>
  Object.fromEntries(layers.map((layer, i) => [`${name}${String(i + 1)}`, layer]));

/** A batch of the default size fits into the wasm backend's memory up to here. */
const LARGEST_SIDE = 64;

/**
 * Large images made smaller, in proportion; sides are not whole numbers yet. `least`: of the longer
 * side.
 */
export function shrink([height, width, channels]: SampleShape, least: number): SampleShape {
  const factor = Math.min(1, Math.max(LARGEST_SIDE, least) / Math.max(height, width));
  return [height * factor, width * factor, channels];
}
