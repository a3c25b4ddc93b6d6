import { createRng, type Dataset, type FitRun } from '@oneclass/core';
import type { ContrastRange } from '@oneclass/core/datasets';
import {
  Adam,
  checkFiniteState,
  checkNotCollapsed,
  disposeLayer,
  milestones,
  sharePhase,
  train,
  type Checkpoint,
} from '@oneclass/nn';
import { METHOD_NAME, type DeepConvAutoencoderConfig } from './config.ts';
import { buildAutoencoder, type AutoencoderNetwork } from './network.ts';
import { reconstructionLoss } from './objective.ts';

export interface AutoencoderTraining {
  readonly config: DeepConvAutoencoderConfig;
  /** Of the training images. */
  readonly range: ContrastRange;
  readonly run: FitRun;
  /** Of the fit that this is a phase of. */
  readonly checkpoint: Checkpoint | undefined;
  /** Where the fit's config has the autoencoder's: 'pretraining.', for messages. */
  readonly keys?: string;
}

/**
 * The autoencoder fitted: by itself, or as the first phase of Deep SVDD. The network is the
 * caller's.
 */
export async function trainAutoencoder(
  dataset: Dataset,
  { config, range, run, keys = '', ...fit }: AutoencoderTraining,
): Promise<AutoencoderNetwork> {
  const { seed, epochs, batchSize, learningRate, weightDecay } = config;
  const checkpoint = await sharePhase({
    shared: run.shared,
    checkpoint: fit.checkpoint,
    method: METHOD_NAME,
    config,
    dataset,
  });
  const rate = milestones(learningRate, config.milestones, 0.1);
  const network = buildAutoencoder(dataset.sampleShape, config, range);
  const { contrast, autoencoder, whole } = network;
  let adam: Adam | undefined;
  try {
    const optimizer = (adam = new Adam(autoencoder.parameters, { weightDecay }));
    await train(
      dataset,
      (images, { epoch }) => {
        const targets = contrast.apply(images, { training: true });
        return {
          loss: optimizer.minimize(
            () => reconstructionLoss(targets, autoencoder.apply(targets, { training: true })),
            rate(epoch),
          ),
        };
      },
      {
        ...run,
        phase: 'autoencoder',
        epochs,
        batchSize,
        rng: createRng(seed).derive('autoencoder order'),
        checkpoint,
        parts: { autoencoder, adam },
      },
    );
    checkFiniteState(whole);
    await checkNotCollapsed(whole, dataset, {
      batchSize,
      message: collapsed(keys),
      expected: 'reconstructions that differ as the images do',
    });
    return network;
  } catch (error) {
    disposeLayer(whole);
    throw error;
  } finally {
    adam?.dispose();
  }
}

const collapsed = (keys: string): string =>
  'The autoencoder collapsed: it reconstructs every image alike, so that nothing tells one ' +
  'image from another. The likely cause is a large ' +
  `\`${keys}weightDecay\`, or steps that are too large: lower \`${keys}weightDecay\` or ` +
  `\`${keys}learningRate\`, or take another \`seed\`.`;
