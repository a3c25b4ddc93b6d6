/**
 * @file AnoGAN: a GAN learns to make normal images; for each new image the code is searched whose
 *   generated image is nearest, and what is left between the two is anomalous. After Schlegl et al.
 *   2017, "Unsupervised anomaly detection with generative adversarial networks to guide marker
 *   discovery", with a tutorial's DCGAN for 28×28; the encoder after Schlegl et al. 2019,
 *   "f-AnoGAN". Deviations: many images are searched for at once, and of several starts the best
 *   counts; losses are means where the papers have sums; the encoder is trained with Adam, by a
 *   feature residual that is the discriminator's pooled last maps.
 */
import {
  checkState,
  checkSampleShape,
  createRng,
  OneClassError,
  type Dataset,
  type Method,
} from '@oneclass/core';
import {
  buildFrom,
  checkTrainingMemory,
  disposeLayer,
  openFit,
  randomWeights,
  restoreNetwork,
} from '@oneclass/nn';
import { METHOD_NAME, resolveAnoganConfig, type AnoganConfig } from './config.ts';
import { createDetector, type Anogan } from './detector.ts';
import { buildNetwork, stepSizes } from './network.ts';
import { nearestShape, planOf } from './plan.ts';
import { trainEncoder } from './train-encoder.ts';
import { trainGan, type SamplesHook } from './train-gan.ts';

/**
 * AnoGAN whose generator can be watched as it learns. Progress events have numbers alone, and a
 * hook of the method's own changes no contract.
 */
export const watchedAnogan = (hook?: SamplesHook): Method<AnoganConfig, Anogan> => ({
  name: METHOD_NAME,
  summary:
    'AnoGAN, a search in the latent space of a GAN: score and its parts, map, reconstruction, code',
  guide: {
    suits: 'to study: scores are searched for, slowly',
    images: 5000,
  },
  defaults: resolveAnoganConfig(),
  outputs: ['score', 'map', 'reconstruction', 'code', 'residual', 'discrimination'],
  resumable: true,

  nearestShape(natural, config) {
    resolveAnoganConfig(config);
    return nearestShape(natural);
  },

  checkShape(shape, config) {
    checkSampleShape(shape);
    planOf(shape, { width: resolveAnoganConfig(config).width, method: METHOD_NAME });
  },

  async fit(normal, given, run) {
    const config = resolveAnoganConfig(given);
    const check = (dataset: Dataset): void => {
      checkTrainable(dataset, config);
    };
    const fit = await openFit(normal, { method: METHOD_NAME, config, run, check });
    const { sampleShape } = fit.dataset;
    const weights = randomWeights(createRng(config.seed).derive('weights'));
    const network = buildFrom(weights, () => buildNetwork(sampleShape, config, weights));
    try {
      await trainGan(network, fit, hook);
      await trainEncoder(network, fit);
      return createDetector({ config, sampleShape, network });
    } catch (error) {
      disposeLayer(network.whole);
      throw error;
    }
  },

  restore(state) {
    checkState(state, { method: METHOD_NAME });
    const { sampleShape } = state;
    const { fitted } = restoreNetwork(state, (weights) => {
      const config = resolveAnoganConfig(state.config as Partial<AnoganConfig>);
      const network = buildNetwork(sampleShape, config, weights);
      return { fitted: { config, sampleShape, network }, network: network.whole };
    });
    return createDetector(fitted);
  },
});

export const anogan = watchedAnogan();

/**
 * For before anything is built.
 * @throws OneClassError `invalid-shape` for images that the network doesn't take, `invalid-data`
 *   for too few of them, `invalid-config` for batches that are too large for the wasm backend's
 *   memory
 */
function checkTrainable(
  dataset: Dataset,
  { width, latentSize, batchSize, encoder }: AnoganConfig,
): void {
  const plan = planOf(dataset.sampleShape, { width, method: METHOD_NAME });
  if (dataset.size < 2) {
    throw new OneClassError(
      'invalid-data',
      `${METHOD_NAME} received ${String(dataset.size)} training images; expected at least 2, ` +
        'and thousands for a useful fit.',
      { argument: 'normal', expected: 'at least 2 images', received: dataset.size },
    );
  }
  const sizes = stepSizes(dataset.sampleShape, { plan, latentSize });
  checkTrainingMemory(dataset, {
    method: METHOD_NAME,
    batchSize,
    ...sizes.gan,
    keys: { layers: 'width' },
  });
  if (encoder)
    checkTrainingMemory(dataset, {
      method: METHOD_NAME,
      batchSize: encoder.batchSize,
      ...sizes.encoder,
      keys: { batchSize: 'encoder.batchSize', layers: 'width' },
    });
}
