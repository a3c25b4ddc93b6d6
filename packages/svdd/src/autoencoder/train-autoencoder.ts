import { createRng } from '@oneclass/core';
import type { ContrastRange } from '@oneclass/core/datasets';
import {
  buildFrom,
  checkFiniteState,
  checkNotCollapsed,
  disposeLayer,
  milestones,
  randomWeights,
  sharePhase,
  train,
  withAdam,
  type Adam,
  type Fit,
} from '@oneclass/nn';
import { METHOD_NAME, type DeepConvAutoencoderConfig } from './config.ts';
import { buildAutoencoder, type AutoencoderNetwork } from './network.ts';
import { reconstructionLoss } from './objective.ts';

/**
 * The autoencoder fitted: by itself, or as the first phase of Deep SVDD. The network is the
 * caller's.
 * @param range of the training images
 * @param keys where the fit's config has the autoencoder's: 'pretraining.', for messages
 */
export async function trainAutoencoder(
  fit: Fit<DeepConvAutoencoderConfig>,
  range: ContrastRange,
  keys = '',
): Promise<AutoencoderNetwork> {
  const { config, dataset } = fit;
  const { batchSize, weightDecay } = config;
  const weights = randomWeights(createRng(config.seed).derive('weights'));
  const network = buildFrom(weights, () =>
    buildAutoencoder(dataset.sampleShape, config, { weights, range }),
  );
  const { autoencoder, whole } = network;
  try {
    await withAdam(autoencoder.parameters, { weightDecay }, (adam) =>
      minimizeError(network, adam, fit),
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
  }
}

async function minimizeError(
  { contrast, autoencoder }: AutoencoderNetwork,
  adam: Adam,
  { config, dataset, run, checkpoint: ofFit }: Fit<DeepConvAutoencoderConfig>,
): Promise<void> {
  const { seed, epochs, batchSize, learningRate } = config;
  const rate = milestones(learningRate, config.milestones, 0.1);
  const mode = { training: true };
  const phase = { method: METHOD_NAME, config, dataset };
  const checkpoint = await sharePhase({ shared: run.shared, checkpoint: ofFit, ...phase });
  await train(
    dataset,
    (images, { epoch }) => {
      const targets = contrast.apply(images, mode);
      const loss = adam.minimize(
        () => reconstructionLoss(targets, autoencoder.apply(targets, mode)),
        rate(epoch),
      );
      return { loss };
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
}

const collapsed = (keys: string): string =>
  'The autoencoder collapsed: it reconstructs every image alike, so that nothing tells one ' +
  'image from another. The likely cause is a large ' +
  `\`${keys}weightDecay\`, or steps that are too large: lower \`${keys}weightDecay\` or ` +
  `\`${keys}learningRate\`, or take another \`seed\`.`;
