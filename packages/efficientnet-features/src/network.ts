import { createRng, type NamedTensor, type Rng } from '@oneclass/core';
import { chooseLayers, type FeatureNetwork, type NetworkRecipe } from '@oneclass/core/weights';
import { buildEfficientNet } from './extractor.ts';
import {
  convolutionsOf,
  LAYERS,
  stagesUpTo,
  tensorsOf,
  type ConvolutionSpec,
} from './stage-table.ts';

const NAME = 'efficientnet-lite0';

/** A fine and a coarse layer: what defects look like, and where they are out of place. */
export const DEFAULT_LAYERS: readonly string[] = ['s3', 's5'];

export interface RecipeOptions {
  /** Ends of stages, 's2' to 's6', in any order; s3 and s5 when absent. */
  readonly layers?: readonly string[] | undefined;
}

/** @throws OneClassError `unknown-name`, `invalid-argument` */
export const recipeOf = ({ layers = DEFAULT_LAYERS }: RecipeOptions): NetworkRecipe => ({
  layers: chooseLayers(layers, { network: NAME, all: LAYERS }),
});

const planOf = ({ layers }: NetworkRecipe) => stagesUpTo(layers.at(-1) as string);

export const LITE0: FeatureNetwork = {
  name: NAME,
  title: 'EfficientNet-Lite0',
  package: '@oneclass/efficientnet-features',
  weights: {
    naming: "timm's",
    address:
      'https://huggingface.co/timm/tf_efficientnet_lite0.in1k/resolve/main/model.safetensors',
    licence: 'Apache-2.0',
    source: 'https://huggingface.co/timm/tf_efficientnet_lite0.in1k',
  },
  usual: recipeOf({}),
  layers: LAYERS,
  tensorsUpTo: (layer) => convolutionsOf(stagesUpTo(layer)).flatMap(tensorsOf),
  randomTensors(recipe, seed) {
    const rng = createRng(seed).derive('random-efficientnet');
    return new Map(
      convolutionsOf(planOf(recipe)).flatMap((convolution) =>
        randomConvolution(convolution, rng.derive(convolution.name)),
      ),
    );
  },
  build: (recipe, tensors) => buildEfficientNet(planOf(recipe), { recipe, tensors }),
  describe: ({ layers }) => layers.join(','),
  parse: (text) => recipeOf({ layers: text.split(',') }),
};

/** He et al. 2015; batch norm that changes nothing. */
function randomConvolution(convolution: ConvolutionSpec, rng: Rng): [string, NamedTensor][] {
  const [weight, gamma, beta, mean, variance] = tensorsOf(convolution) as [
    ...[Spec, Spec, Spec, Spec, Spec],
  ];
  const [outputs, inputs, height, width] = weight.shape as [number, number, number, number];
  const fanIn = inputs * height * width;
  const deviation = Math.sqrt((convolution.activated ? 2 : 1) / fanIn);
  const random = Float32Array.from({ length: outputs * fanIn }, () => deviation * rng.normal());
  const filled = ({ name, shape }: Spec, value: number): [string, NamedTensor] => [
    name,
    { shape, data: new Float32Array(outputs).fill(value) },
  ];
  return [
    [weight.name, { shape: weight.shape, data: random }],
    ...[filled(gamma, 1), filled(beta, 0), filled(mean, 0), filled(variance, 1)],
  ];
}

type Spec = ReturnType<typeof tensorsOf>[number];
