import type { SampleShape } from '@oneclass/core';
import type { ContrastRange } from '@oneclass/core/datasets';
import { joinLayers, type Layer, type WeightSource } from '@oneclass/nn';
import { contrastLayer, type ContrastLayer } from '../contrast.ts';
import { svddLayers } from '../network.ts';
import { METHOD_NAME, type DeepConvAutoencoderConfig } from './config.ts';

export interface AutoencoderNetwork {
  readonly contrast: ContrastLayer;
  readonly encoder: Layer;
  readonly decoder: Layer;
  /** Encoder and decoder: what is trained. */
  readonly autoencoder: Layer;
  /** All that is saved. */
  readonly whole: Layer;
  readonly codeSize: number;
}

/**
 * @param range of the training images; undefined for a network that is restored
 * @throws OneClassError `invalid-shape`
 */
export function buildAutoencoder(
  sampleShape: SampleShape,
  config: DeepConvAutoencoderConfig,
  { weights, range }: { readonly weights: WeightSource; readonly range?: ContrastRange },
): AutoencoderNetwork {
  const layers = svddLayers(sampleShape, { ...config, method: METHOD_NAME });
  const encoder = layers.encoder(weights.within('encoder'));
  const decoder = layers.decoder(weights.within('decoder'));
  const contrast = contrastLayer(weights.within('contrast'), range);
  return {
    contrast,
    encoder,
    decoder,
    autoencoder: joinLayers({ encoder, decoder }),
    whole: joinLayers({ contrast, encoder, decoder }),
    codeSize: layers.codeSize,
  };
}
