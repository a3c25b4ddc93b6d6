import type { DetectorWith, SampleShape, StandardOutput } from '@oneclass/core';
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

export type AutoencoderOutput = StandardOutput;

/** A fitted autoencoder. */
export type Autoencoder<C extends AutoencoderConfig> = DetectorWith<C, AutoencoderOutput>;

export const OUTPUTS: readonly AutoencoderOutput[] = ['score', 'map', 'reconstruction', 'code'];
