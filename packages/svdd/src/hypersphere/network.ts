import { createRng, type SampleShape } from '@oneclass/core';
import type { ContrastRange } from '@oneclass/core/datasets';
import { disposeLayer, joinLayers, type Layer } from '@oneclass/nn';
import { contrastLayer, type ContrastLayer } from '../contrast.ts';
import { svddLayers } from '../network.ts';
import { METHOD_NAME, type DeepSvddConfig } from './config.ts';
import { sphereAround, type Sphere } from './sphere.ts';

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

/** Without pretraining. @throws OneClassError `invalid-shape` */
export function buildEncoder(
  sampleShape: SampleShape,
  config: DeepSvddConfig,
  range: ContrastRange,
): EncoderNetwork {
  const { encoder: build, codeSize } = svddLayers(sampleShape, { ...config, method: METHOD_NAME });
  const encoder = build(createRng(config.seed).derive('weights').derive('encoder'));
  try {
    return startingNetwork({ contrast: contrastLayer(range), encoder, codeSize });
  } catch (error) {
    disposeLayer(encoder);
    throw error;
  }
}

export function withSphere(network: EncoderNetwork, center: Float32Array): SvddNetwork {
  const { contrast, encoder } = network;
  const sphere = sphereAround(center);
  return { ...network, sphere, whole: joinLayers({ contrast, encoder, sphere }) };
}
