import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import {
  OneClassError,
  type Dataset,
  type NamedTensor,
  type SampleShape,
  type Watched,
  type TensorReader,
} from '@oneclass/core';
import type { ContrastRange } from '@oneclass/core/datasets';
import type { FeatureConfig } from '../config.ts';
import { checkMatrixMemory, checkRowsMemory } from '../memory.ts';
import { valuesOf } from '../values.ts';
import { fitRange, gatherPixels, pixelCount, pixelsOf } from './pixels.ts';
import {
  fitPrincipalComponents,
  project,
  type PrincipalComponents,
} from './principal-components.ts';
import { batchesOf, rowsTensor, type Rows } from './rows.ts';

/** How images become rows of features; its constants come from the training images. */
export interface Features {
  /** Values of a row. */
  readonly size: number;
  readonly range: ContrastRange | undefined;
  /** Absent where the pixels themselves are the features. */
  readonly principal: { readonly mean: Tensor1D; readonly components: Tensor2D } | undefined;
  /** `[n, size]` of `[n, height, width, channels]` */
  of(images: Tensor4D): Tensor2D;
  state(): Record<string, NamedTensor>;
  dispose(): void;
}

interface Constants {
  readonly pixels: number;
  readonly range?: ContrastRange | undefined;
  readonly principal?: PrincipalComponents | undefined;
}

function createFeatures({ pixels, range, principal }: Constants): Features {
  const tensors = principal && {
    mean: tf.tensor1d(principal.mean.slice()),
    components: tf.tensor2d(principal.components.slice(), [principal.count, pixels]),
  };
  return {
    size: principal ? principal.count : pixels,
    range,
    principal: tensors,
    of: (images) =>
      tf.tidy(() =>
        tensors ? project(pixelsOf(images, range), tensors) : pixelsOf(images, range),
      ),
    state: () => ({
      ...(range && {
        'contrast.range': { shape: [2], data: Float32Array.of(range.minimum, range.maximum) },
      }),
      ...(principal && {
        'principal.mean': { shape: [pixels], data: principal.mean.slice() },
        'principal.components': {
          shape: [principal.count, pixels],
          data: principal.components.slice(),
        },
      }),
    }),
    dispose: () => {
      if (tensors) tf.dispose(tensors);
    },
  };
}

export interface FitFeaturesOptions extends Watched {
  readonly method: string;
  readonly config: FeatureConfig;
  /** Training images that the method needs. */
  readonly least?: number | undefined;
}

/**
 * The features, and those of the training images. The caller disposes the former.
 * @throws OneClassError `invalid-data` when there are too few images, or ones that are all alike,
 *   or more than fit into memory
 */
export async function fitFeatures(
  dataset: Dataset,
  { method, config, least = 2, ...watched }: FitFeaturesOptions,
): Promise<{ features: Features; rows: Rows }> {
  watched.signal?.throwIfAborted();
  checkCount(dataset, { method, least });
  const size = { count: dataset.size, size: pixelCount(dataset.sampleShape) };
  checkRowsMemory(size, method);
  if (config.explainedVariance !== null) checkMatrixMemory(size, method);
  const range = config.normalizeContrast ? await fitRange(dataset, watched) : undefined;
  const pixels = await gatherPixels(dataset, range, watched);
  const { explainedVariance: share, seed } = config;
  const principal =
    share === null
      ? undefined
      : await fitPrincipalComponents(pixels, { method, share, seed, ...watched });
  const features = createFeatures({ pixels: pixels.size, range, principal });
  return { features, rows: await projectAll(pixels, features) };
}

const BATCH_SIZE = 256;

async function projectAll(pixels: Rows, { size, principal }: Features): Promise<Rows> {
  if (!principal) return pixels;
  const data = new Float32Array(pixels.count * size);
  for (const { start, length } of batchesOf(pixels.count, BATCH_SIZE)) {
    data.set(
      await valuesOf(() => project(rowsTensor(pixels, start, length), principal)),
      start * size,
    );
  }
  return { count: pixels.count, size, data };
}

function checkCount({ size }: Dataset, { method, least }: { method: string; least: number }): void {
  if (size >= least) return;
  throw new OneClassError(
    'invalid-data',
    `${method} received ${String(size)} training images; expected ${String(least)} at least, ` +
      'and hundreds for a useful fit.',
    {
      argument: 'normal',
      expected: `${String(least)} images or more`,
      received: size,
    },
  );
}

/** @throws OneClassError `invalid-artifact` */
export function restoreFeatures(
  reader: TensorReader,
  { config, sampleShape }: { config: FeatureConfig; sampleShape: SampleShape },
): Features {
  const pixels = pixelCount(sampleShape);
  const [minimum = 0, maximum = 0] = config.normalizeContrast
    ? reader.read('contrast.range', [2]).data
    : [];
  if (config.normalizeContrast && maximum <= minimum)
    throw reader.damaged("the range in 'contrast.range' is empty.");
  const range = config.normalizeContrast ? { minimum, maximum } : undefined;
  if (config.explainedVariance === null) return createFeatures({ pixels, range });
  const { data: mean } = reader.read('principal.mean', [pixels]);
  const { data: components, shape } = reader.read('principal.components', [undefined, pixels]);
  return createFeatures({
    pixels,
    range,
    principal: { mean, components, count: shape[0] as number },
  });
}
