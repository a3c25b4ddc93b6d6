import { createRng, type NamedTensor, type Rng } from '@oneclass/core';
import type { FeatureNetwork } from '@oneclass/core/weights';
import { buildVgg } from './extractor.ts';
import { layersOf, layersUpTo, tensorsOf, type VggLayer, type VggNetwork } from './layer-table.ts';
import { recipeOf, type VggPadding, type VggRecipe } from './recipe.ts';

function vggNetwork(name: VggNetwork, title: string): FeatureNetwork<VggRecipe> {
  return {
    name,
    title,
    package: '@oneclass/vgg-features',
    weights: {
      naming: "torchvision's",
      address: `https://huggingface.co/timm/${name}.tv_in1k/resolve/main/model.safetensors`,
      licence: 'BSD-3-Clause',
      source: `https://huggingface.co/timm/${name}.tv_in1k`,
    },
    usual: recipeOf(name, {}),
    layers: layersOf(name).map((layer) => layer.name),
    tensorsUpTo: (layer) => layersUpTo(name, layer).flatMap(tensorsOf),
    randomTensors(recipe, seed) {
      const rng = createRng(seed).derive('random-vgg');
      const last = recipe.layers.at(-1) as string;
      return new Map(
        layersUpTo(name, last).flatMap((layer) => drawn(layer, rng.derive(layer.name))),
      );
    },
    build: (recipe, tensors) =>
      buildVgg(layersUpTo(name, recipe.layers.at(-1) as string), { recipe, tensors }),
    describe: ({ padding, layers }) => `${padding}/${layers.join(',')}`,
    parse(text) {
      const [padding, layers = ''] = text.split('/');
      return recipeOf(name, { padding: padding as VggPadding, layers: layers.split(',') });
    },
  };
}

/** He et al. 2015; biases of 0. */
function drawn(layer: VggLayer, rng: Rng): [string, NamedTensor][] {
  const [weight, bias] = tensorsOf(layer);
  const deviation = Math.sqrt(2 / (9 * layer.inputs));
  const data = Float32Array.from(
    { length: 9 * layer.inputs * layer.outputs },
    () => deviation * rng.normal(),
  );
  return [
    [weight.name, { shape: weight.shape, data }],
    [bias.name, { shape: bias.shape, data: new Float32Array(layer.outputs) }],
  ];
}

export const NETWORKS = {
  vgg16: vggNetwork('vgg16', 'VGG-16'),
  vgg19: vggNetwork('vgg19', 'VGG-19'),
} as const satisfies Record<VggNetwork, FeatureNetwork<VggRecipe>>;
