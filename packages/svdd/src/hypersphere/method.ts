/**
 * @file Deep SVDD: a network that maps normal images near to one point, the centre of a
 *   hypersphere; what it maps far from there is anomalous. After Ruff et al. 2018, "Deep One-Class
 *   Classification", with the settings of the authors' PyTorch port. Deviations: a soft boundary's
 *   radius, which is set on each mini-batch while training, is at the end set on all training
 *   images; a component of the centre that is exactly 0 is pushed too; weights start from Glorot's
 *   distribution without the port's gain.
 */
import { checkState, checkSampleShape, createRng, type Dataset, type Method } from '@oneclass/core';
import type { ContrastRange } from '@oneclass/core/datasets';
import {
  buildFrom,
  disposeLayer,
  openFit,
  randomWeights,
  restoreNetwork,
  type Fit,
} from '@oneclass/nn';
import { resolveAutoencoderConfig } from '../autoencoder/config.ts';
import { trainAutoencoder } from '../autoencoder/train-autoencoder.ts';
import { checkTrainable } from '../check-trainable.ts';
import { measureRange } from '../contrast.ts';
import { svddLayers } from '../network.ts';
import { nearestShape } from '../plan.ts';
import { METHOD_NAME, resolveDeepSvddConfig, type DeepSvddConfig } from './config.ts';
import { createDetector, type DeepSvdd } from './detector.ts';
import {
  buildEncoder,
  startingNetwork,
  withSphere,
  type EncoderNetwork,
  type SvddNetwork,
} from './network.ts';
import { codesOf, trainSphere } from './train-sphere.ts';
import { centerOf } from './sphere.ts';

export const deepSvdd: Method<DeepSvddConfig, DeepSvdd> = {
  name: METHOD_NAME,
  summary: 'Deep SVDD, one-class or soft boundary: score and code',
  guide: {
    suits: 'small images of one class among others',
    images: 5000,
    measured: { on: '300 images of 32×28', seconds: 102, megabytes: 1.8 },
  },
  defaults: resolveDeepSvddConfig(),
  outputs: ['score', 'code'],
  resumable: true,

  nearestShape: (natural, config) => nearestShape(natural, resolveDeepSvddConfig(config)),

  checkShape(shape, config) {
    checkSampleShape(shape);
    svddLayers(shape, { ...resolveDeepSvddConfig(config), method: METHOD_NAME });
  },

  async fit(normal, given, run) {
    const config = resolveDeepSvddConfig(given);
    const check = (dataset: Dataset): void => {
      checkFit(dataset, config);
    };
    const fit = await openFit(normal, { method: METHOD_NAME, config, run, check });
    const range = await measureRange(fit.dataset, fit.run);
    const network = await startingSphere(await startingEncoder(fit, range), fit);
    try {
      await trainSphere(network, fit);
      return createDetector({ config, sampleShape: fit.dataset.sampleShape, network });
    } catch (error) {
      disposeLayer(network.whole);
      throw error;
    }
  },

  restore(state) {
    checkState(state, { method: METHOD_NAME });
    const { sampleShape } = state;
    const { fitted } = restoreNetwork(state, (weights) => {
      const config = resolveDeepSvddConfig(state.config);
      const encoder = buildEncoder(sampleShape, config, { weights });
      const network = withSphere(encoder, { weights });
      return { fitted: { config, sampleShape, network }, network: network.whole };
    });
    return createDetector(fitted);
  },
};

function checkFit(dataset: Dataset, config: DeepSvddConfig): void {
  const { pretraining } = config;
  const of = { method: METHOD_NAME, network: config } as const;
  checkTrainable(dataset, { ...of, training: config, part: 'encoder' });
  if (!pretraining) return;
  const key = 'pretraining.batchSize';
  checkTrainable(dataset, { ...of, training: pretraining, part: 'autoencoder', key });
}

/** φ with the weights of the autoencoder's encoder, or as it was drawn. */
async function startingEncoder(
  fit: Fit<DeepSvddConfig>,
  range: ContrastRange,
): Promise<EncoderNetwork> {
  const { config, dataset } = fit;
  const { seed, network, initializer, pretraining } = config;
  if (pretraining === null) {
    const weights = randomWeights(createRng(seed).derive('weights'));
    return buildFrom(weights, () => buildEncoder(dataset.sampleShape, config, { weights, range }));
  }
  const autoencoder = resolveAutoencoderConfig({ seed, network, initializer, ...pretraining });
  const trained = await trainAutoencoder({ ...fit, config: autoencoder }, range, 'pretraining.');
  disposeLayer(trained.decoder);
  return startingNetwork(trained);
}

/** φ with the centre in the place that the config says. */
async function startingSphere(
  encoder: EncoderNetwork,
  fit: Fit<DeepSvddConfig>,
): Promise<SvddNetwork> {
  try {
    const center = await initialCenter(encoder, fit);
    const weights = randomWeights(createRng(fit.config.seed));
    return withSphere(encoder, { weights, center });
  } catch (error) {
    disposeLayer(encoder.codes);
    throw error;
  }
}

async function initialCenter(
  encoder: EncoderNetwork,
  { config, dataset, run }: Fit<DeepSvddConfig>,
): Promise<Float32Array> {
  const { codeSize } = encoder;
  if (config.center === 'encodings') {
    return centerOf(await codesOf(dataset, encoder, run), codeSize);
  }
  const rng = createRng(config.seed).derive('center');
  return Float32Array.from({ length: codeSize }, () => rng.normal());
}
