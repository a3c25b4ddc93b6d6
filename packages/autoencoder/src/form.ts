import type { Encoder, MapDetector, Reconstructor, SampleShape } from '@oneclass/core';
import type { AutoencoderConfig } from './config.ts';
import type { AutoencoderLayers } from './network.ts';

/** What tells one kind of autoencoder from another. */
export interface AutoencoderForm<C extends AutoencoderConfig> {
  readonly name: string;
  /** @throws OneClassError `invalid-config` */
  resolve(config?: Partial<C>): C;
  /** @throws OneClassError `invalid-shape` when images of this shape are not for this network */
  layers(sampleShape: SampleShape, config: C): AutoencoderLayers;
}

/** A fitted autoencoder. */
export interface Autoencoder<C extends AutoencoderConfig>
  extends MapDetector, Reconstructor, Encoder {
  readonly config: C;
}
