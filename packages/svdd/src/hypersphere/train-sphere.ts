import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs';
import { createRng, type Dataset, type FitRun } from '@oneclass/core';
import {
  Adam,
  checkFiniteState,
  computeInBatches,
  milestones,
  train,
  type Checkpoint,
} from '@oneclass/nn';
import { checkNotCollapsed } from './collapse.ts';
import type { DeepSvddConfig } from './config.ts';
import type { EncoderNetwork, SvddNetwork } from './network.ts';
import { oneClassLoss, softBoundaryLoss } from './objective.ts';

export interface SphereTraining {
  readonly config: DeepSvddConfig;
  readonly network: SvddNetwork;
  readonly run: FitRun;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Trains φ towards the fixed centre, and sets a soft boundary's radius.
 * @throws OneClassError `diverged`, `collapsed`; the signal's reason when aborted
 */
export async function trainSphere(
  dataset: Dataset,
  { config, network, run, checkpoint }: SphereTraining,
): Promise<void> {
  const { seed, objective, nu, warmUpEpochs, epochs, batchSize, learningRate, weightDecay } =
    config;
  const { contrast, encoder, sphere, whole } = network;
  const soft = objective === 'soft-boundary';
  const lossOf = (distances: Tensor1D): Scalar =>
    soft ? softBoundaryLoss(distances, sphere.radius, nu) : oneClassLoss(distances);
  const rate = milestones(learningRate, config.milestones, 0.1);
  let adam: Adam | undefined;
  try {
    const optimizer = (adam = new Adam(encoder.parameters, { weightDecay }));
    await train(
      dataset,
      (images, { epoch }) => {
        const inputs = contrast.apply(images, { training: true });
        let kept: Tensor1D | undefined;
        try {
          const loss = optimizer.minimize(() => {
            const distances = sphere.apply(encoder.apply(inputs, { training: true }), {
              training: true,
            }) as Tensor1D;
            if (soft && epoch >= warmUpEpochs) kept = tf.keep(distances);
            return lossOf(distances);
          }, rate(epoch));
          if (kept) sphere.enclose(kept, nu);
          return { loss };
        } finally {
          tf.dispose(kept);
        }
      },
      {
        ...run,
        phase: 'fit',
        epochs,
        batchSize,
        rng: createRng(seed).derive('order'),
        checkpoint,
        parts: { encoder, sphere, adam },
      },
    );
    checkFiniteState(whole);
    const distances = await distancesOf(dataset, network, run);
    checkNotCollapsed(distances, sphere.center.dataSync<'float32'>());
    if (soft)
      tf.tidy(() => {
        sphere.enclose(tf.tensor1d(distances), nu);
      }); // for the final weights, from all images
  } finally {
    adam?.dispose();
  }
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
function distancesOf(dataset: Dataset, { whole }: SvddNetwork, run: FitRun): Promise<Float32Array> {
  return computeInBatches(dataset, (images) => whole.apply(images, { training: false }), {
    ...watched(run),
    phase: 'distances',
    valuesPerImage: 1,
  });
}

const watched = ({ signal, onProgress }: FitRun): Pick<FitRun, 'signal' | 'onProgress'> => ({
  ...(signal && { signal }),
  ...(onProgress && { onProgress }),
});
