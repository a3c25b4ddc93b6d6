import { OneClassError } from '../error.ts';
import type { FeatureNetwork, NetworkRecipe } from './feature-network.ts';

/** 'vgg19/reflection/relu1_1,relu2_1', or 'random-vgg19-seed0/reflection/…'. */
export const idOf = <R extends NetworkRecipe>(network: FeatureNetwork<R>, recipe: R): string =>
  `${
    recipe.randomSeed === undefined
      ? network.name
      : `random-${network.name}-seed${String(recipe.randomSeed)}`
  }/${network.describe(recipe)}`;

export interface RecognizedId<R extends NetworkRecipe> {
  readonly network: FeatureNetwork<R>;
  readonly recipe: R;
}

/**
 * The network and recipe of an id that {@link idOf} wrote; so that the extractor of a saved
 * detector can be made again.
 * @param networks one at least
 * @throws OneClassError `invalid-argument` for any other
 */
export function recognizeId<R extends NetworkRecipe>(
  networks: readonly FeatureNetwork<R>[],
  id: string,
): RecognizedId<R> {
  for (const network of networks) {
    const recipe = recipeIn(network, id);
    if (recipe !== undefined) return { network, recipe };
  }
  const [first] = networks as readonly [FeatureNetwork<R>];
  const example = idOf(first, first.usual);
  throw new OneClassError(
    'invalid-argument',
    `'${id}' is not the id of features of ${first.package}. Expected one such as ` +
      `'${example}': make the features with what made them first.`,
    { argument: 'id', expected: `an id such as '${example}'`, received: id },
  );
}

/** The recipe of an id of this network, or undefined. */
export function recipeIn<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  id: string,
): R | undefined {
  const slash = id.indexOf('/');
  const [, seed] = /^random-.+-seed(\d+)$/.exec(id.slice(0, slash)) ?? [];
  try {
    const parsed = network.parse(id.slice(slash + 1));
    const recipe = seed === undefined ? parsed : { ...parsed, randomSeed: Number(seed) };
    return idOf(network, recipe) === id ? recipe : undefined;
  } catch {
    return undefined;
  }
}
