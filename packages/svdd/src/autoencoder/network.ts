import { createRng, type SampleShape } from '@oneclass/core';
import type { ContrastRange } from '@oneclass/core/datasets';
import { disposeLayer, joinLayers, type Layer } from '@oneclass/nn';
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

/** @throws OneClassError `invalid-shape` */
export function buildAutoencoder(
  sampleShape: SampleShape,
  config: DeepConvAutoencoderConfig,
  range: ContrastRange,
): AutoencoderNetwork {
  const layers = svddLayers(sampleShape, { ...config, method: METHOD_NAME });
  const rng = createRng(config.seed).derive('weights');
  const built: Layer[] = [];
  const keep = <L extends Layer>(layer: L): L => {
    built.push(layer);
    return layer;
  };
  try {
    const encoder = keep(layers.encoder(rng.derive('encoder')));
    const decoder = keep(layers.decoder(rng.derive('decoder')));
    const contrast = keep(contrastLayer(range));
    const [autoencoder, whole] = [
      joinLayers({ encoder, decoder }),
      joinLayers({ contrast, encoder, decoder }),
    ];
    return { contrast, encoder, decoder, autoencoder, whole, codeSize: layers.codeSize };
  } catch (error) {
    built.forEach(disposeLayer);
    throw error;
  }
}
