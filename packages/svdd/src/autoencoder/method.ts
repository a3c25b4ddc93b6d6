/**
 * @file Deep convolutional autoencoder (DCAE): the network of Deep SVDD with a mirrored decoder,
 *   scored by its reconstruction error. A column of table 1 of Ruff et al. 2018, "Deep One-Class
 *   Classification", and what pretrains Deep SVDD there. The settings are those of the authors'
 *   PyTorch port.
 */
import { toDataset, type Method } from '@oneclass/core';
import { openCheckpoint, restoreNetwork } from '@oneclass/nn';
import { checkTrainable } from '../check-trainable.ts';
import { measureRange } from '../contrast.ts';
import { nearestShape } from '../plan.ts';
import { METHOD_NAME, resolveAutoencoderConfig, type DeepConvAutoencoderConfig } from './config.ts';
import { createDetector, type DeepConvAutoencoder } from './detector.ts';
import { buildAutoencoder } from './network.ts';
import { trainAutoencoder } from './train-autoencoder.ts';

export const deepConvAutoencoder: Method<DeepConvAutoencoderConfig, DeepConvAutoencoder> = {
  name: METHOD_NAME,
  summary: "Deep SVDD's network as an autoencoder: score, score map, reconstruction and code",
  defaults: resolveAutoencoderConfig(),

  nearestShape: (natural, config) => nearestShape(natural, resolveAutoencoderConfig(config)),

  async fit(normal, given, run = {}) {
    const config = resolveAutoencoderConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME });
    checkTrainable(dataset, {
      method: METHOD_NAME,
      network: config,
      training: config,
      part: 'autoencoder',
    });
    const checkpoint = await openCheckpoint(run.checkpoint, {
      method: METHOD_NAME,
      config,
      dataset,
    });
    const range = await measureRange(dataset, run);
    const network = await trainAutoencoder(dataset, { config, range, run, checkpoint });
    return createDetector({ config, sampleShape: dataset.sampleShape, network });
  },

  restore(state) {
    const { sampleShape } = state;
    const { fitted } = restoreNetwork(state, () => {
      const config = resolveAutoencoderConfig(state.config);
      const network = buildAutoencoder(sampleShape, config, { minimum: 0, maximum: 1 });
      return { fitted: { config, sampleShape, network }, network: network.whole };
    });
    return createDetector(fitted);
  },
};
