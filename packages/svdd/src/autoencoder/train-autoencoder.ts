import { createRng, type Dataset, type FitRun } from '@oneclass/core';
import type { ContrastRange } from '@oneclass/core/datasets';
import { Adam, checkFiniteState, checkNotCollapsed, disposeLayer, milestones, openCheckpoint, openShared, train, type Checkpoint } from '@oneclass/nn';
import { METHOD_NAME, type DeepConvAutoencoderConfig } from './config.ts';
import { buildAutoencoder, type AutoencoderNetwork } from './network.ts';
import { reconstructionLoss } from './objective.ts';

export interface AutoencoderTraining {
  readonly config: DeepConvAutoencoderConfig;
  /** Of the training images. */
  readonly range: ContrastRange;
  readonly run: FitRun;
  /** Of the fit that it is a phase of; the autoencoder's own, of `run`, when absent. A place that `run` shares comes before both. */
  readonly checkpoint?: Checkpoint | undefined;
}

/** The autoencoder fitted: by itself, or as the first phase of Deep SVDD. The network is the caller's. */
export async function trainAutoencoder(dataset: Dataset, { config, range, run, checkpoint: given }: AutoencoderTraining): Promise<AutoencoderNetwork> {
  const { seed, epochs, batchSize, learningRate, weightDecay } = config;
  const identity = { method: METHOD_NAME, config, dataset };
  const checkpoint = (await openShared(run.shared, identity)) ?? given ?? (await openCheckpoint(run.checkpoint, identity));
  const network = buildAutoencoder(dataset.sampleShape, config, range);
  const rate = milestones(learningRate, config.milestones, 0.1);
  const adam = new Adam(network.coder.parameters, { weightDecay });
  try {
    await train(
      dataset,
      (images, { epoch }) => {
        const targets = network.contrast.apply(images, { training: true });
        return { loss: adam.minimize(() => reconstructionLoss(targets, network.coder.apply(targets, { training: true })), rate(epoch)) };
      },
      { ...run, phase: 'autoencoder', epochs, batchSize, rng: createRng(seed).derive('autoencoder order'), checkpoint, parts: { coder: network.coder, adam } },
    );
    checkFiniteState(network.whole);
    await checkNotCollapsed(network.whole, dataset, {
      batchSize,
      message:
        'The autoencoder collapsed: it reconstructs every image alike, so that nothing tells one image from another. ' +
        'The likely cause is a large `weightDecay`, or steps that are too large: lower `weightDecay` or `learningRate`, or take another `seed`.',
      expected: 'reconstructions that differ as the images do',
    });
    return network;
  } catch (error) {
    disposeLayer(network.whole);
    throw error;
  } finally {
    adam.dispose();
  }
}
