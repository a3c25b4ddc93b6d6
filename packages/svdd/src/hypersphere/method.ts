/**
 * @file Deep SVDD: a network that maps normal images near to one point, the centre of a
 *   hypersphere; what it maps far from there is anomalous. After Ruff et al. 2018, "Deep One-Class
 *   Classification", with the settings of the authors' PyTorch port. Deviations: a soft boundary's
 *   radius, which is set on each mini-batch while training, is at the end set on all training
 *   images; a component of the centre that is exactly 0 is pushed too; weights start from Glorot's
 *   distribution without the port's gain.
 */
import { createRng, toDataset, type Dataset, type FitRun, type Method } from '@oneclass/core';
import type { ContrastRange } from '@oneclass/core/datasets';
import { disposeLayer, openCheckpoint, restoreNetwork, type Checkpoint } from '@oneclass/nn';
import { resolveAutoencoderConfig } from '../autoencoder/config.ts';
import { trainAutoencoder } from '../autoencoder/train-autoencoder.ts';
import { checkTrainable } from '../check-trainable.ts';
import { measureRange } from '../contrast.ts';
import { nearestShape } from '../plan.ts';
import { METHOD_NAME, resolveDeepSvddConfig, type DeepSvddConfig } from './config.ts';
import { createDetector, type DeepSvdd } from './detector.ts';
import { buildEncoder, startingNetwork, withSphere, type EncoderNetwork } from './network.ts';
import { codesOf, trainSphere } from './train-sphere.ts';
import { centerOf } from './sphere.ts';

export const deepSvdd: Method<DeepSvddConfig, DeepSvdd> = {
  name: METHOD_NAME,
  summary: 'Deep SVDD, one-class or soft boundary: score and code',
  defaults: resolveDeepSvddConfig(),

  nearestShape: (natural, config) => nearestShape(natural, resolveDeepSvddConfig(config)),

  async fit(normal, given, run = {}) {
    const config = resolveDeepSvddConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME });
    checkTrainable(dataset, {
      method: METHOD_NAME,
      network: config,
      training: config,
      part: 'encoder',
    });
    if (config.pretraining) {
      checkTrainable(dataset, {
        method: METHOD_NAME,
        network: config,
        training: config.pretraining,
        part: 'autoencoder',
        key: 'pretraining.batchSize',
      });
    }
    const checkpoint = await openCheckpoint(run.checkpoint, {
      method: METHOD_NAME,
      config,
      dataset,
    });
    const range = await measureRange(dataset, run);

    const encoder = await startingEncoder(dataset, { config, range, run, checkpoint });
    const center = await initialCenter(dataset, { config, encoder, run }).catch(
      (error: unknown) => {
        disposeLayer(encoder.codes);
        throw error;
      },
    );
    const network = withSphere(encoder, center);
    try {
      await trainSphere(dataset, { config, network, run, checkpoint });
      return createDetector({ config, sampleShape: dataset.sampleShape, network });
    } catch (error) {
      disposeLayer(network.whole);
      throw error;
    }
  },

  restore(state) {
    const { sampleShape } = state;
    const { fitted } = restoreNetwork(state, () => {
      const config = resolveDeepSvddConfig(state.config);
      const encoder = buildEncoder(sampleShape, config, { minimum: 0, maximum: 1 });
      const network = withSphere(encoder, new Float32Array(encoder.codeSize));
      return { fitted: { config, sampleShape, network }, network: network.whole };
    });
    return createDetector(fitted);
  },
};

interface Start {
  readonly config: DeepSvddConfig;
  readonly range: ContrastRange;
  readonly run: FitRun;
  readonly checkpoint: Checkpoint | undefined;
}

/** φ with the weights of the autoencoder's encoder, or as it was drawn. */
async function startingEncoder(
  dataset: Dataset,
  { config, range, run, checkpoint }: Start,
): Promise<EncoderNetwork> {
  const { seed, network, initializer, pretraining } = config;
  if (pretraining === null) return buildEncoder(dataset.sampleShape, config, range);
  const autoencoder = resolveAutoencoderConfig({ seed, network, initializer, ...pretraining });
  const { contrast, encoder, decoder, codeSize } = await trainAutoencoder(dataset, {
    config: autoencoder,
    range,
    run,
    checkpoint,
    keys: 'pretraining.',
  });
  disposeLayer(decoder);
  return startingNetwork({ contrast, encoder, codeSize });
}

interface Centring {
  readonly config: DeepSvddConfig;
  readonly encoder: EncoderNetwork;
  readonly run: FitRun;
}

async function initialCenter(
  dataset: Dataset,
  { config, encoder, run }: Centring,
): Promise<Float32Array> {
  const { codeSize } = encoder;
  if (config.center === 'encodings')
    return centerOf(await codesOf(dataset, encoder, run), codeSize);
  const rng = createRng(config.seed).derive('center');
  return Float32Array.from({ length: codeSize }, () => rng.normal());
}
