import { createRng, type FeatureExtractor, type Rng } from '@oneclass/core';
import { createExtractor } from './extractor.ts';
import { layersUpTo, tensorsOf, type VggLayer } from './layer-table.ts';
import { recipeOf, type RecipeOptions, type VggRecipe } from './recipe.ts';
import type { LayerWeights } from './weights/layer-weights.ts';

/**
 * VGG-19 with drawn weights (He et al. 2015), for trying things out without a download: its
 * features know nothing of images. Its `id` says random, and so does every detector that is fitted
 * on it.
 * @throws OneClassError `unknown-name`, `invalid-argument`
 */
export const randomVgg19 = async (
  seed: number,
  options: RecipeOptions = {},
): Promise<FeatureExtractor> =>
  randomExtractor({ ...recipeOf('vgg19', options), randomSeed: seed });

/** The extractor of a recipe with a seed. */
export function randomExtractor(recipe: VggRecipe): Promise<FeatureExtractor> {
  const rng = createRng(recipe.randomSeed ?? 0).derive('random-vgg');
  return createExtractor(
    recipe,
    layersUpTo(recipe.network, recipe.layers).map((layer) => drawn(layer, rng.derive(layer.name))),
  );
}

function drawn(layer: VggLayer, rng: Rng): LayerWeights {
  const [weight, bias] = tensorsOf(layer);
  const deviation = Math.sqrt(2 / (9 * layer.inputs));
  return {
    name: layer.name,
    weight: {
      shape: weight.shape,
      data: Float32Array.from(
        { length: 9 * layer.inputs * layer.outputs },
        () => deviation * rng.normal(),
      ),
    },
    bias: { shape: bias.shape, data: new Float32Array(layer.outputs) },
  };
}
