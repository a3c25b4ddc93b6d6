import type { SampleShape } from '@oneclass/core';
import type { ContrastRange } from '@oneclass/core/datasets';
import { joinLayers, type Layer, type WeightSource } from '@oneclass/nn';
import { contrastLayer, type ContrastLayer } from '../contrast.ts';
import { svddLayers } from '../network.ts';
import { METHOD_NAME, type DeepSvddConfig } from './config.ts';
import { sphereLayer, type Sphere } from './sphere.ts';

/** What a fit begins with: the preprocessing and the network φ. */
export interface EncoderNetwork {
  readonly contrast: ContrastLayer;
  readonly encoder: Layer;
  /** Both: images to codes. */
  readonly codes: Layer;
  readonly codeSize: number;
}

export interface SvddNetwork extends EncoderNetwork {
  readonly sphere: Sphere;
  /** All that is saved. */
  readonly whole: Layer;
}

/** Of parts that are built, by a pretraining perhaps. */
export const startingNetwork = ({
  contrast,
  encoder,
  codeSize,
}: Omit<EncoderNetwork, 'codes'>): EncoderNetwork => ({
  ...{ contrast, encoder, codeSize },
  codes: joinLayers({ contrast, encoder }),
});

/**
 * Without pretraining.
 * @param range of the training images; undefined for a network that is restored
 * @throws OneClassError `invalid-shape`
 */
export function buildEncoder(
  sampleShape: SampleShape,
  config: DeepSvddConfig,
  { weights, range }: { readonly weights: WeightSource; readonly range?: ContrastRange },
): EncoderNetwork {
  const layers = svddLayers(sampleShape, { ...config, method: METHOD_NAME });
  const encoder = layers.encoder(weights.within('encoder'));
  const contrast = contrastLayer(weights.within('contrast'), range);
  return startingNetwork({ contrast, encoder, codeSize: layers.codeSize });
}

/** @param center undefined for a network that is restored */
export function withSphere(
  network: EncoderNetwork,
  { weights, center }: { readonly weights: WeightSource; readonly center?: Float32Array },
): SvddNetwork {
  const { contrast, encoder, codeSize } = network;
  const sphere = sphereLayer(weights.within('sphere'), { codeSize, center });
  return { ...network, sphere, whole: joinLayers({ contrast, encoder, sphere }) };
}
