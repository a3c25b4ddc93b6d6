import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { OneClassError, type FeatureLayer } from '@oneclass/core';
import type { BuiltNetwork, NetworkRecipe, Tensors } from '@oneclass/core/weights';
import { foldedConvolution, type FoldedConvolution } from './folded.ts';
import { convolutionsOf, type Block, type ConvolutionSpec, type Stage } from './stage-table.ts';

export interface EfficientNetParts {
  readonly recipe: NetworkRecipe;
  readonly tensors: Tensors;
}

/**
 * A network on the backend in use.
 * @param plan the stages up to the last one wanted
 */
export function buildEfficientNet(
  plan: readonly Stage[],
  { recipe: { layers }, tensors }: EfficientNetParts,
): BuiltNetwork {
  const folded = new Map<string, FoldedConvolution>();
  const dispose = (): void => {
    for (const { filter, bias } of folded.values()) tf.dispose([filter, bias]);
  };
  try {
    for (const convolution of convolutionsOf(plan))
      folded.set(convolution.name, foldedConvolution(convolution, tensors));
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    layers: plan.filter(({ name }) => layers.includes(name)).map(describeLayer),
    extract(images) {
      checkImages(images);
      return extract(images, { plan, folded, layers });
    },
    dispose,
  };
}

const describeLayer = ({ name, channels, stride }: Stage): FeatureLayer => ({
  name,
  channels,
  stride,
  // "SAME" padding: each stride rounds up.
  mapSize: (height, width) => [Math.ceil(height / stride), Math.ceil(width / stride)],
});

interface Network {
  readonly plan: readonly Stage[];
  readonly folded: ReadonlyMap<string, FoldedConvolution>;
  readonly layers: readonly string[];
}

/** Each map is freed as soon as the next is there, unless it was asked for. */
function extract(images: Tensor4D, { plan, folded, layers }: Network): Tensor4D[] {
  const wanted: Tensor4D[] = [];
  let map = tf.tidy(() => normalize(images)); // [n, h, w, 3]
  try {
    for (const { name, blocks } of plan) {
      for (const block of blocks) {
        const next = tf.tidy(() => runBlock(map, block, folded));
        if (!wanted.includes(map)) map.dispose();
        map = next;
      }
      if (layers.includes(name)) wanted.push(map);
    }
    return wanted;
  } catch (error) {
    tf.dispose([map, ...wanted]);
    throw error;
  }
}

/** From [0, 1] to (255 x − 127) / 128. */
function normalize(images: Tensor4D): Tensor4D {
  const rgb = images.shape[3] === 1 ? tf.concat([images, images, images], 3) : images;
  return tf.sub(tf.mul(rgb, 255 / 128), 127 / 128);
}

function runBlock(
  input: Tensor4D,
  { convolutions, residual }: Block,
  folded: ReadonlyMap<string, FoldedConvolution>,
): Tensor4D {
  let map = input;
  for (const convolution of convolutions) {
    const next = convolve(map, convolution, folded.get(convolution.name) as FoldedConvolution);
    if (map !== input) map.dispose();
    map = next;
  }
  return residual ? tf.add(map, input) : map;
}

/** TensorFlow's "SAME": an odd pixel of padding comes at the end. */
function convolve(
  x: Tensor4D,
  { stride, depthwise, activated }: ConvolutionSpec,
  { filter, bias }: FoldedConvolution,
): Tensor4D {
  const activation = activated ? 'relu6' : 'linear';
  const options = { x, filter, bias, strides: stride, pad: 'same', activation } as const;
  return depthwise ? tf.fused.depthwiseConv2d(options) : tf.fused.conv2d(options);
}

function checkImages({ shape }: Tensor4D): void {
  const [, height, width, channels] = shape;
  if (shape.length === 4 && [1, 3].includes(channels) && Math.min(height, width) >= 1) return;
  throw new OneClassError(
    'invalid-shape',
    `EfficientNet features received images [${shape.join(', ')}]; expected [n, height, width, ` +
      '1 or 3]: grey or RGB, in a batch.',
    { argument: 'images', expected: '[n, height, width, 1 or 3]', received: shape },
  );
}
