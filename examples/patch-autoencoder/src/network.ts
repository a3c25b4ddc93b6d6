import { conv2d, joinLayers, measured, type Layer, type WeightSource } from '@oneclass/nn';
import * as tf from '@tensorflow/tfjs';

export interface PatchNetwork {
  /** Features → features of mean square 1 over the training images. */
  readonly scale: Layer;
  /** What is trained: scaled features → scaled features. */
  readonly autoencoder: Layer;
  /** All that is saved. */
  readonly whole: Layer;
}

export interface PatchNetworkOptions {
  /** Of the features. */
  readonly channels: number;
  readonly latentSize: number;
  /** What features are multiplied by; undefined for a network that is restored. */
  readonly factor?: number | undefined;
}

/** Two 1×1 convolutions: each place of the map is reconstructed from `latentSize` numbers. */
export function buildNetwork(
  { channels, latentSize, factor }: PatchNetworkOptions,
  weights: WeightSource,
): PatchNetwork {
  const scale = scaleLayer(weights.within('scale'), factor);
  const encoder = conv2d({ inputs: channels, outputs: latentSize, kernel: 1 });
  const decoder = conv2d({ inputs: latentSize, outputs: channels, kernel: 1 });
  const autoencoder = joinLayers({
    encoder: encoder(weights.within('encoder')),
    decoder: decoder(weights.within('decoder')),
  });
  // Named as they were taken: `encoder.filter`, not `autoencoder.encoder.filter`.
  const whole: Layer = {
    apply: (features, mode) => autoencoder.apply(scale.apply(features, mode), mode),
    parameters: autoencoder.parameters,
    buffers: { 'scale.factor': scale.buffers['factor'] as tf.Variable },
  };
  return { scale, autoencoder, whole };
}

/** A method must not depend on its features' scale, so that this comes first. */
function scaleLayer(weights: WeightSource, value: number | undefined): Layer {
  const spec = measured(value === undefined ? undefined : Float32Array.of(value), []);
  const factor = weights.variable('factor', spec);
  return {
    apply: (features) => tf.mul(features, factor),
    parameters: {},
    buffers: { factor },
  };
}
