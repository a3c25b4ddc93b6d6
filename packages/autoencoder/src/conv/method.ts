/**
 * @file Convolutional autoencoder: what it cannot reconstruct is anomalous. After the tutorial that sets MNIST digits against
 * Kuzushiji characters; encoder and decoder as there, without the biases that batch normalisation takes away again,
 * and with exact batch norm statistics unless told otherwise.
 */
import { createRng, OneClassError, toDataset, type Method } from '@oneclass/core';
import { Adam, averageBatchStatistics, checkFiniteState, disposeLayer, train } from '@oneclass/nn';
import { METHOD_NAME, resolveConvConfig, type ConvAutoencoderConfig } from './config.ts';
import { buildNetwork, createDetector, restoreDetector, type ConvAutoencoder } from './detector.ts';
import { checkTrainingMemory } from './memory.ts';
import { codeShape, nearest, sizeStep } from './network.ts';
import { reconstructionLoss } from './objective.ts';

/** A batch of the default size fits into the wasm backend's memory up to here. */
const LARGEST_SIDE = 64;

export const convAutoencoder: Method<ConvAutoencoderConfig, ConvAutoencoder> = {
  name: METHOD_NAME,
  summary: 'convolutional autoencoder: score, score map, reconstruction and code',
  defaults: resolveConvConfig(),

  nearestShape([height, width, channels], config) {
    const step = sizeStep(resolveConvConfig(config));
    const shrink = Math.min(1, Math.max(LARGEST_SIDE, step) / Math.max(height, width));
    return [nearest(height * shrink, step), nearest(width * shrink, step), channels];
  },

  async fit(normal, given, run = {}) {
    const config = resolveConvConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME });
    codeShape(dataset.sampleShape, config);
    if (dataset.size < 2) {
      throw new OneClassError(
        'invalid-data',
        `${METHOD_NAME} received ${String(dataset.size)} training images; expected at least 2, and hundreds for a useful fit.`,
        { argument: 'normal', expected: 'at least 2 images', received: dataset.size },
      );
    }
    checkTrainingMemory(dataset, config);
    const network = buildNetwork(dataset.sampleShape, config);
    const { epochs, batchSize, learningRate, seed } = config;
    const rng = createRng(seed);
    let adam: Adam | undefined;
    try {
      const optimizer = (adam = new Adam(network.whole.parameters, { weightDecay: config.weightDecay }));
      await train(
        dataset,
        (images) => ({
          loss: optimizer.minimize(() => reconstructionLoss(images, network.whole.apply(images, { training: true })), learningRate),
        }),
        { ...run, phase: 'fit', epochs, batchSize, rng: rng.derive('order') },
      );
      if (config.batchNormStatistics === 'exact') {
        await averageBatchStatistics(network.whole, dataset, { ...run, phase: 'batch statistics', batchSize, rng: rng.derive('statistics') });
      }
      checkFiniteState(network.whole);
    } catch (error) {
      disposeLayer(network.whole);
      throw error;
    } finally {
      adam?.dispose();
    }
    return createDetector(network, config, dataset.sampleShape);
  },

  restore: restoreDetector,
};
