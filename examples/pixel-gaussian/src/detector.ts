import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import {
  detectorGuard,
  OneClassError,
  toDataset,
  type DetectorState,
  type MapDetector,
  type Maps,
  type Samples,
  type SampleShape,
  type ScoreRun,
} from '@oneclass/core';
import { METHOD_NAME, resolvePixelGaussianConfig, type PixelGaussianConfig } from './config.ts';
import { deviationMap, deviationScore } from './objective.ts';
import { pass } from './pass.ts';

export interface PixelGaussian extends MapDetector {
  readonly config: PixelGaussianConfig;
}

/** Of every pixel, `[height · width · channels]`. */
export interface Gaussians {
  readonly mean: Float32Array;
  /** Above 0. */
  readonly variance: Float32Array;
}

const BATCH_SIZE = 64;

/** A detector with copies of these Gaussians. */
export function createDetector(
  gaussians: Gaussians,
  config: PixelGaussianConfig,
  sampleShape: SampleShape,
): PixelGaussian {
  const [height, width, channels] = sampleShape;
  const tensorOf = (values: Float32Array): tf.Tensor3D =>
    tf.tensor3d(values.slice(), [height, width, channels]);
  const fitted = { mean: tensorOf(gaussians.mean), variance: tensorOf(gaussians.variance) };

  const guard = detectorGuard(METHOD_NAME);

  async function compute(
    samples: Samples,
    task: { shape: readonly number[]; of: (images: Tensor4D) => Tensor },
    run: ScoreRun = {},
  ): Promise<Maps> {
    guard.check(run);
    const dataset = await toDataset(samples, { method: METHOD_NAME, sampleShape });
    const values = task.shape.reduce((product, size) => product * size, 1);
    const data = new Float32Array(dataset.size * values);
    let filled = 0;
    const use = async (images: Tensor4D): Promise<void> => {
      const result = tf.tidy(() => task.of(images));
      data.set(await result.data<'float32'>(), filled);
      result.dispose();
      filled += images.shape[0] * values;
    };
    await pass(dataset, use, { batchSize: BATCH_SIZE, ...run, phase: 'score' });
    return { data, shape: [dataset.size, ...task.shape] };
  }

  return {
    method: METHOD_NAME,
    config,
    sampleShape,
    async score(samples, run) {
      return (
        await compute(
          samples,
          { shape: [], of: (images) => deviationScore(deviationMap(images, fitted)) },
          run,
        )
      ).data;
    },
    scoreMap: (samples, run) =>
      compute(
        samples,
        { shape: [height, width], of: (images) => deviationMap(images, fitted) },
        run,
      ),
    state() {
      guard.check();
      const held = (tensor: Tensor): { shape: readonly number[]; data: Float32Array } => ({
        shape: sampleShape,
        data: tensor.dataSync<'float32'>().slice(),
      });
      return {
        method: METHOD_NAME,
        config,
        sampleShape,
        tensors: { mean: held(fitted.mean), variance: held(fitted.variance) },
      };
    },
    dispose() {
      guard.dispose(() => {
        tf.dispose(fitted);
      });
    },
  };
}

/**
 * @throws OneClassError `invalid-artifact` when config, sample shape and tensors do not belong
 *   together
 */
export function restoreDetector({ config, sampleShape, tensors }: DetectorState): PixelGaussian {
  const read = (name: string, fits: (value: number) => boolean): Float32Array => {
    const tensor = tensors[name];
    if (tensor?.shape.join() !== sampleShape.join())
      throw damaged(
        `The tensor '${name}' is missing, or not of shape [${sampleShape.join(', ')}].`,
      );
    if (!tensor.data.every((value) => Number.isFinite(value) && fits(value)))
      throw damaged(`The tensor '${name}' holds values that no fit gives.`);
    return tensor.data;
  };
  const gaussians = {
    mean: read('mean', () => true),
    variance: read('variance', (value) => value > 0),
  };
  return createDetector(gaussians, restoredConfig(config as PixelGaussianConfig), sampleShape);
}

function restoredConfig(config: PixelGaussianConfig): PixelGaussianConfig {
  try {
    return resolvePixelGaussianConfig(config);
  } catch (cause) {
    throw damaged((cause as Error).message, cause);
  }
}

const damaged = (what: string, cause?: unknown): OneClassError =>
  new OneClassError(
    'invalid-artifact',
    `This file does not describe a ${METHOD_NAME} detector: ${what} It is damaged: fit the ` +
      'detector again.',
    { cause },
  );
