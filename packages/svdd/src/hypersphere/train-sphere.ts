import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs';
import { createRng, type Dataset, type FitRun, type Watched } from '@oneclass/core';
import {
  checkFiniteState,
  computeInBatches,
  milestones,
  train,
  withAdam,
  type Adam,
  type Fit,
  type TrainingStep,
} from '@oneclass/nn';
import { checkNotCollapsed } from './collapse.ts';
import type { DeepSvddConfig } from './config.ts';
import type { EncoderNetwork, SvddNetwork } from './network.ts';
import { oneClassLoss, softBoundaryLoss } from './objective.ts';

/**
 * Trains φ towards the fixed centre, and sets a soft boundary's radius.
 * @throws OneClassError `diverged`, `collapsed`; the signal's reason when aborted
 */
export async function trainSphere(network: SvddNetwork, fit: Fit<DeepSvddConfig>): Promise<void> {
  const { encoder, sphere, whole } = network;
  const { objective, nu, weightDecay } = fit.config;
  await withAdam(encoder.parameters, { weightDecay }, (adam) => minimize(network, adam, fit));
  checkFiniteState(whole);
  const distances = await distancesOf(network, fit);
  checkNotCollapsed(distances, sphere.center.dataSync<'float32'>());
  if (objective !== 'soft-boundary') return;
  // For the final weights, from all images.
  tf.tidy(() => {
    sphere.enclose(tf.tensor1d(distances), nu);
  });
}

const mode = { training: true };

async function minimize(
  { contrast, encoder, sphere }: SvddNetwork,
  adam: Adam,
  { config, dataset, run, checkpoint }: Fit<DeepSvddConfig>,
): Promise<void> {
  const { seed, objective, nu, warmUpEpochs, epochs, batchSize, learningRate } = config;
  const soft = objective === 'soft-boundary';
  const lossOf = (distances: Tensor1D): Scalar =>
    soft ? softBoundaryLoss(distances, sphere.radius, nu) : oneClassLoss(distances);
  const rate = milestones(learningRate, config.milestones, 0.1);
  const step: TrainingStep = (images, { epoch }) => {
    const inputs = contrast.apply(images, mode);
    let kept: Tensor1D | undefined;
    try {
      const loss = adam.minimize(() => {
        const distances = sphere.apply(encoder.apply(inputs, mode), mode) as Tensor1D;
        if (soft && epoch >= warmUpEpochs) kept = tf.keep(distances);
        return lossOf(distances);
      }, rate(epoch));
      if (kept) sphere.enclose(kept, nu);
      return { loss };
    } finally {
      tf.dispose(kept);
    }
  };
  await train(dataset, step, {
    ...run,
    phase: 'fit',
    epochs,
    batchSize,
    rng: createRng(seed).derive('order'),
    checkpoint,
    parts: { encoder, sphere, adam },
  });
}

/** Codes of all images, `[n · d]`. */
export function codesOf(
  dataset: Dataset,
  { codes, codeSize }: EncoderNetwork,
  run: FitRun,
): Promise<Float32Array> {
  return computeInBatches(dataset, (images) => codes.apply(images, { training: false }), {
    ...watched(run),
    phase: 'center',
    valuesPerImage: codeSize,
  });
}

/** Squared distances of all images, `[n]`. */
function distancesOf(
  { whole }: SvddNetwork,
  { dataset, run }: Fit<DeepSvddConfig>,
): Promise<Float32Array> {
  return computeInBatches(dataset, (images) => whole.apply(images, { training: false }), {
    ...watched(run),
    phase: 'distances',
    valuesPerImage: 1,
  });
}

const watched = ({ signal, onProgress }: FitRun): Watched => ({ signal, onProgress });
