import { createRng } from '@oneclass/core';
import { batchNorm, conv2d, disposeLayer, fanInUniform, relu, sequential, type Layer, type LayerFactory } from '@oneclass/nn';
import { standardizationLayer, type Standardization } from './standardization.ts';

export interface DfrNetwork {
  readonly standardization: Layer;
  /** What is trained: from standardised features to standardised features. */
  readonly autoencoder: Layer;
  /** Both: all that is saved. */
  readonly whole: Layer;
}

export interface DfrNetworkOptions {
  readonly channels: number;
  readonly latentSize: number;
  readonly seed: number;
  readonly standardization: Standardization;
}

/** C → (C + 2d)/2 → 2d → d → 2d → (C + 2d)/2 → C: channels after each 1×1 convolution. Shi, Yang and Qi 2021, section 3.2. */
export const widthsOf = (channels: number, latentSize: number): number[] => {
  const half = Math.floor((channels + 2 * latentSize) / 2);
  return [channels, half, 2 * latentSize, latentSize, 2 * latentSize, half, channels];
};

/** PyTorch's starting values. The code and the output are the convolutions themselves; only the output has a bias, which no batch norm takes away again. */
export function buildNetwork({ channels, latentSize, seed, standardization: numbers }: DfrNetworkOptions): DfrNetwork {
  const rng = createRng(seed).derive('weights');
  const autoencoder = sequential(layersOf(widthsOf(channels, latentSize)))(rng);
  const standardization = standardizationLayer(numbers);
  const whole = sequential({ standardization: () => standardization, autoencoder: () => autoencoder })(rng);
  return { standardization, autoencoder, whole };
}

function layersOf(widths: readonly number[]): Record<string, LayerFactory> {
  const layers: Record<string, LayerFactory> = {};
  const count = widths.length - 1;
  widths.slice(1).forEach((outputs, i) => {
    const inputs = widths[i] as number;
    const isOutput = i === count - 1;
    const name = `layer${String(i + 1)}`;
    layers[`${name}.convolution`] = conv2d({ inputs, outputs, kernel: 1, bias: isOutput, initializer: fanInUniform, biasInitializer: fanInUniform });
    if (isOutput || i === count / 2 - 1) return;
    layers[`${name}.norm`] = batchNorm({ channels: outputs });
    layers[`${name}.relu`] = relu();
  });
  return layers;
}

export const disposeNetwork = ({ whole }: DfrNetwork): void => {
  disposeLayer(whole);
};
