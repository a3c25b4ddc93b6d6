import * as tf from '@tensorflow/tfjs';
import {
  defineDetector,
  once,
  OneClassError,
  readOutputs,
  type DetectorState,
  type DetectorWith,
  type NamedTensor,
  type SampleShape,
} from '@oneclass/core';
import { METHOD_NAME, resolvePixelGaussianConfig, type PixelGaussianConfig } from './config.ts';
import { deviationMap, deviationScore } from './objective.ts';

type Output = 'score' | 'map';

export type PixelGaussian = DetectorWith<PixelGaussianConfig, Output>;

/** Of every pixel, `[height · width · channels]`. */
export interface Gaussians {
  readonly mean: Float32Array;
  /** Above 0. */
  readonly variance: Float32Array;
}

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
  const copyOf = (tensor: tf.Tensor): NamedTensor => ({
    shape: sampleShape,
    data: tensor.dataSync<'float32'>().slice(),
  });
  return defineDetector<PixelGaussianConfig, Output>({
    method: METHOD_NAME,
    config,
    sampleShape,
    outputs: { score: [], map: [height, width] },
    compute: (images, { wanted }) =>
      readOutputs(wanted, () => {
        const map = once(() => deviationMap(images, fitted));
        return { score: () => deviationScore(map()), map };
      }),
    tensors: () => ({ mean: copyOf(fitted.mean), variance: copyOf(fitted.variance) }),
    dispose: () => {
      tf.dispose(fitted);
    },
  });
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
