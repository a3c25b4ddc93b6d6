import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { createRng, type Dataset, type FitRun } from '@oneclass/core';
import { Adam, checkFiniteState, checkNotCollapsed, computeInBatches, milestones, train, type Checkpoint } from '@oneclass/nn';
import type { DeepSvddConfig } from './config.ts';
import type { EncoderNetwork, SvddNetwork } from './network.ts';
import { oneClassLoss, softBoundaryLoss } from './objective.ts';

export interface SphereTraining {
  readonly config: DeepSvddConfig;
  readonly network: SvddNetwork;
  readonly run: FitRun;
  readonly checkpoint: Checkpoint | undefined;
}

/** Trains φ towards the fixed centre, and sets a soft boundary's radius. */
export async function trainSphere(dataset: Dataset, { config, network, run, checkpoint }: SphereTraining): Promise<void> {
  const { seed, objective, nu, warmUpEpochs, epochs, batchSize, learningRate, weightDecay } = config;
  const { contrast, encoder, sphere, codes, whole } = network;
  const soft = objective === 'soft-boundary';
  const lossOf = (distances: Tensor1D): Scalar => (soft ? softBoundaryLoss(distances, sphere.radius, nu) : oneClassLoss(distances));
  const rate = milestones(learningRate, config.milestones, 0.1);
  const adam = new Adam(encoder.parameters, { weightDecay });
  try {
    await train(
      dataset,
      (images, { epoch }) => {
        const inputs = contrast.apply(images, { training: true });
        let distances: Tensor1D | undefined;
        const loss = adam.minimize(() => {
          distances = tf.keep(sphere.apply(encoder.apply(inputs, { training: true }), { training: true }) as Tensor1D);
          return lossOf(distances);
        }, rate(epoch));
        if (soft && epoch >= warmUpEpochs) sphere.enclose(distances as unknown as Tensor1D, nu);
        tf.dispose(distances);
        return { loss };
      },
      { ...run, phase: 'fit', epochs, batchSize, rng: createRng(seed).derive('order'), checkpoint, parts: { encoder, sphere, adam } },
    );
    checkFiniteState(whole);
    await checkNotCollapsed(codes, dataset, { batchSize, message: COLLAPSED, expected: 'codes that differ as the images do' });
    if (soft) await encloseAll(dataset, network, { nu, run });
  } finally {
    adam.dispose();
  }
}

const COLLAPSED =
  'Deep SVDD collapsed: it maps every image to the same code, so that all distances to the centre are alike and say nothing about anomalies. The likely ' +
  'cause is a large `weightDecay`, or steps that are too large: lower `weightDecay` or `learningRate`, take `pretraining`, or another `seed`.';

/** Codes of all images, `[n · d]`. */
export function codesOf(dataset: Dataset, { codes, codeSize }: EncoderNetwork, run: FitRun): Promise<Float32Array> {
  return computeInBatches(dataset, (images) => codes.apply(images, { training: false }), { ...passRun(run), phase: 'centre', valuesPerImage: codeSize });
}

/** R for the final weights, from all training images. */
async function encloseAll(dataset: Dataset, { sphere, whole }: SvddNetwork, { nu, run }: { nu: number; run: FitRun }): Promise<void> {
  const of = (images: Tensor4D): Tensor => whole.apply(images, { training: false });
  const distances = await computeInBatches(dataset, of, { ...passRun(run), phase: 'radius', valuesPerImage: 1 });
  tf.tidy(() => {
    sphere.enclose(tf.tensor1d(distances), nu);
  });
}

const passRun = ({ signal, onProgress }: FitRun): Pick<FitRun, 'signal' | 'onProgress'> => ({ ...(signal && { signal }), ...(onProgress && { onProgress }) });
