import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { OneClassError, type FeatureLayer, type NamedTensor } from '@oneclass/core';
import type { BuiltNetwork, Tensors } from '@oneclass/core/weights';
import { tensorsOf, type VggLayer } from './layer-table.ts';
import type { VggPadding, VggRecipe } from './recipe.ts';

// Of ImageNet, by which torchvision's weights expect pixels to be normalised.
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

interface Convolution {
  /** HWIO */
  readonly filter: Tensor4D;
  readonly bias: Tensor1D;
}

export interface VggParts {
  readonly recipe: VggRecipe;
  readonly tensors: Tensors;
}

/**
 * A network on the backend in use.
 * @param plan the layers up to the last one wanted
 */
export function buildVgg(plan: readonly VggLayer[], { recipe, tensors }: VggParts): BuiltNetwork {
  const convolutions = plan.map((layer) => convolutionOf(layer, tensors));
  return {
    layers: plan.filter(({ name }) => recipe.layers.includes(name)).map(describeLayer),
    extract(images) {
      checkImages(images, plan);
      return extract(images, { plan, convolutions, recipe });
    },
    dispose() {
      for (const { filter, bias } of convolutions) tf.dispose([filter, bias]);
    },
  };
}

const describeLayer = ({ name, outputs, stride }: VggLayer): FeatureLayer => ({
  name,
  channels: outputs,
  stride,
  // Max-pooling without padding leaves out a last row or column that has no pair.
  mapSize: (height, width) => [Math.floor(height / stride), Math.floor(width / stride)],
});

function convolutionOf(layer: VggLayer, tensors: Tensors): Convolution {
  const [weight, bias] = tensorsOf(layer).map(
    ({ name }) => (tensors.get(name) as NamedTensor).data,
  ) as [Float32Array, Float32Array];
  const { inputs, outputs } = layer;
  return {
    filter: tf.keep(
      tf.tidy(() => tf.transpose(tf.tensor4d(weight, [outputs, inputs, 3, 3]), [2, 3, 1, 0])),
    ),
    bias: tf.keep(tf.tensor1d(bias.slice())),
  };
}

interface Network {
  readonly plan: readonly VggLayer[];
  readonly convolutions: readonly Convolution[];
  readonly recipe: VggRecipe;
}

/** Each map is freed as soon as the next is there, unless it was asked for. */
function extract(
  images: Tensor4D,
  { plan, convolutions, recipe: { layers, padding } }: Network,
): Tensor4D[] {
  const wanted: Tensor4D[] = [];
  let map = tf.tidy(() => normalize(images)); // [n, h, w, 3]
  let isWanted = false;
  try {
    plan.forEach(({ name, pooled }, i) => {
      const next = tf.tidy(() =>
        convolve(
          pooled ? tf.maxPool(map, 2, 2, 'valid') : map,
          convolutions[i] as Convolution,
          padding,
        ),
      );
      if (!isWanted) map.dispose();
      map = next;
      isWanted = layers.includes(name);
      if (isWanted) wanted.push(map);
    });
    return wanted;
  } catch (error) {
    tf.dispose([map, ...wanted]);
    throw error;
  }
}

function normalize(images: Tensor4D): Tensor4D {
  const rgb = images.shape[3] === 1 ? tf.concat([images, images, images], 3) : images;
  return tf.div(tf.sub(rgb, tf.tensor1d(MEAN)), tf.tensor1d(DEVIATION));
}

/** 3×3 convolution that keeps height and width, and ReLU. */
function convolve(x: Tensor4D, { filter, bias }: Convolution, padding: VggPadding): Tensor4D {
  const reflects = padding === 'reflection';
  const padded: Tensor = reflects
    ? tf.mirrorPad(
        x,
        [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ],
        'reflect',
      )
    : x;
  return tf.fused.conv2d({
    x: padded as Tensor4D,
    filter,
    bias,
    strides: 1,
    pad: reflects ? 'valid' : 'same',
    activation: 'relu',
  });
}

/** A map of one pixel has no other to mirror. */
const SMALLEST_MAP = 2;

function checkImages({ shape }: Tensor4D, plan: readonly VggLayer[]): void {
  const [, height, width, channels] = shape;
  const { name, stride } = plan.at(-1) as VggLayer;
  const smallest = SMALLEST_MAP * stride;
  if (shape.length === 4 && [1, 3].includes(channels) && Math.min(height, width) >= smallest)
    return;
  throw new OneClassError(
    'invalid-shape',
    `VGG features up to ${name} received images [${shape.join(', ')}]; expected [n, height, ` +
      `width, 1 or 3] of ${String(smallest)}×${String(smallest)} pixels or more. ` +
      'Resize the images, or ask for earlier layers.',
    {
      argument: 'images',
      expected: `[n, ${String(smallest)} or more, ${String(smallest)} or more, 1 or 3]`,
      received: shape,
    },
  );
}
