import {
  batchNorm,
  conv2d,
  fanInUniform,
  joinLayers,
  relu,
  sequential,
  type Layer,
  type LayerFactory,
  type TrainingStepSize,
  type WeightSource,
} from '@oneclass/nn';
import type { Grid } from './regional-features.ts';
import { standardizationLayer, type Standardization } from './standardization.ts';

export interface DfrNetwork {
  readonly standardization: Layer;
  /** What is trained: from standardised features to standardised features. */
  readonly autoencoder: Layer;
  /** Both: all that is saved. */
  readonly whole: Layer;
}

export interface DfrNetworkOptions {
  /** Of the features. */
  readonly channels: number;
  readonly latentSize: number;
  /** Undefined for a network that is restored. */
  readonly standardization?: Standardization | undefined;
}

/**
 * C → (C + 2d)/2 → 2d → d → 2d → (C + 2d)/2 → C: channels after each 1×1 convolution. Shi, Yang and
 * Qi 2021, section 3.2.
 */
export const widthsOf = (channels: number, latentSize: number): number[] => {
  const half = Math.floor((channels + 2 * latentSize) / 2);
  return [channels, half, 2 * latentSize, latentSize, 2 * latentSize, half, channels];
};

/**
 * What a training step takes in memory. The peak on wasm was 9.4 to 10.6 times the convolutions'
 * outputs, of 704 channels and batches of 2 and 4.
 */
export function stepSize({
  channels,
  latentSize,
  grid: [rows, columns],
}: {
  channels: number;
  latentSize: number;
  grid: Grid;
}): Pick<TrainingStepSize, 'activations' | 'weights' | 'copies'> {
  const widths = widthsOf(channels, latentSize);
  const outputs = widths.slice(1);
  return {
    activations: rows * columns * outputs.reduce((sum, width) => sum + width, 0),
    weights: outputs.reduce((sum, width, i) => sum + width * (widths[i] as number), 0),
    copies: 12,
  };
}

/**
 * PyTorch's starting values. The code and the output are the convolutions themselves; only the
 * output has a bias, which no batch norm takes away again.
 */
export function buildNetwork(
  { channels, latentSize, standardization: numbers }: DfrNetworkOptions,
  weights: WeightSource,
): DfrNetwork {
  const layers = layersOf(widthsOf(channels, latentSize));
  const autoencoder = sequential(layers)(weights.under('autoencoder'));
  const standardization = standardizationLayer(weights.under('standardization'), {
    channels,
    standardization: numbers,
  });
  const whole = joinLayers({ standardization, autoencoder });
  return { standardization, autoencoder, whole };
}

function layersOf(widths: readonly number[]): Record<string, LayerFactory> {
  const layers: Record<string, LayerFactory> = {};
  const count = widths.length - 1;
  widths.slice(1).forEach((outputs, i) => {
    const inputs = widths[i] as number;
    const isOutput = i === count - 1;
    const name = `layer${String(i + 1)}`;
    layers[`${name}.convolution`] = conv2d({
      inputs,
      outputs,
      kernel: 1,
      bias: isOutput,
      initializer: fanInUniform,
      biasInitializer: fanInUniform,
    });
    if (isOutput || i === count / 2 - 1) return;
    layers[`${name}.norm`] = batchNorm({ channels: outputs });
    layers[`${name}.relu`] = relu();
  });
  return layers;
}
