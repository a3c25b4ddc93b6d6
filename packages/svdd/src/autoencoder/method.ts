/**
 * @file Deep convolutional autoencoder (DCAE): the network of Deep SVDD with a mirrored decoder,
 *   scored by its reconstruction error. A column of table 1 of Ruff et al. 2018, "Deep One-Class
 *   Classification", and what pretrains Deep SVDD there. The settings are those of the authors'
 *   PyTorch port.
 */
import { checkState, checkSampleShape, type Method } from '@oneclass/core';
import { openFit, restoreNetwork } from '@oneclass/nn';
import { checkTrainable } from '../check-trainable.ts';
import { measureRange } from '../contrast.ts';
import { svddLayers } from '../network.ts';
import { nearestShape } from '../plan.ts';
import { METHOD_NAME, resolveAutoencoderConfig, type DeepConvAutoencoderConfig } from './config.ts';
import { createDetector, type DeepConvAutoencoder } from './detector.ts';
import { buildAutoencoder } from './network.ts';
import { trainAutoencoder } from './train-autoencoder.ts';

export const deepConvAutoencoder: Method<DeepConvAutoencoderConfig, DeepConvAutoencoder> = {
  name: METHOD_NAME,
  summary: "Deep SVDD's network as an autoencoder: score, score map, reconstruction and code",
  guide: {
    suits: 'to compare Deep SVDD with',
    images: 5000,
  },
  defaults: resolveAutoencoderConfig(),
  outputs: ['score', 'map', 'reconstruction', 'code'],
  resumable: true,

  nearestShape: (natural, config) => nearestShape(natural, resolveAutoencoderConfig(config)),

  checkShape(shape, config) {
    checkSampleShape(shape);
    svddLayers(shape, { ...resolveAutoencoderConfig(config), method: METHOD_NAME });
  },

  async fit(normal, given, run) {
    const config = resolveAutoencoderConfig(given);
    const trained = { method: METHOD_NAME, network: config, training: config } as const;
    const fit = await openFit(normal, {
      method: METHOD_NAME,
      config,
      run,
      check(dataset) {
        checkTrainable(dataset, { ...trained, part: 'autoencoder' });
      },
    });
    const range = await measureRange(fit.dataset, fit.run);
    const network = await trainAutoencoder(fit, range);
    return createDetector({ config, sampleShape: fit.dataset.sampleShape, network });
  },

  restore(state) {
    checkState(state, { method: METHOD_NAME });
    const { sampleShape } = state;
    const { fitted } = restoreNetwork(state, (weights) => {
      const config = resolveAutoencoderConfig(state.config);
      const network = buildAutoencoder(sampleShape, config, { weights });
      return { fitted: { config, sampleShape, network }, network: network.whole };
    });
    return createDetector(fitted);
  },
};
