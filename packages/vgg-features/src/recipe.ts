import { OneClassError } from '@oneclass/core';
import { layersOf, layersUpTo, type VggNetwork } from './layer-table.ts';

/**
 * What is put around a map before each 3×3 convolution: the pixels next to its border, mirrored, or
 * zeros.
 */
export type VggPadding = 'reflection' | 'zeros';

/** All that decides the features, but for the weights. */
export interface VggRecipe {
  readonly network: VggNetwork;
  /** ReLU outputs, in the network's order. */
  readonly layers: readonly string[];
  readonly padding: VggPadding;
  /** The seed of random weights, in place of trained ones. */
  readonly randomSeed?: number | undefined;
}

/** The layers of the tutorial that `@oneclass/dfr` follows. */
export const DEFAULT_LAYERS: readonly string[] = [
  'relu1_1',
  'relu2_1',
  'relu3_1',
  'relu3_3',
  'relu4_1',
];

export interface RecipeOptions {
  /**
   * ReLU outputs 'relu1_1' to 'relu5_4' (VGG-16: 'relu5_3'), in any order; relu1_1, relu2_1,
   * relu3_1, relu3_3 and relu4_1 when absent.
   */
  readonly layers?: readonly string[] | undefined;
  /**
   * 'reflection' when absent: no edge at the border of the image, which a method would learn.
   * 'zeros' as the network was trained.
   */
  readonly padding?: VggPadding | undefined;
}

/** @throws OneClassError `unknown-name`, `invalid-argument` */
export function recipeOf(
  network: VggNetwork,
  { layers = DEFAULT_LAYERS, padding = 'reflection' }: RecipeOptions,
): VggRecipe {
  layersUpTo(network, layers);
  if (!['reflection', 'zeros'].includes(padding)) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid padding '${padding}': expected 'reflection' or 'zeros'.`,
      { argument: 'padding', expected: "'reflection' or 'zeros'", received: padding },
    );
  }
  return {
    network,
    padding,
    layers: layersOf(network).flatMap(({ name }) => (layers.includes(name) ? [name] : [])),
  };
}

/** 'vgg19/reflection/relu1_1,relu2_1', or 'random-vgg19-seed0/reflection/…'. */
export const idOf = ({ network, layers, padding, randomSeed }: VggRecipe): string =>
  [
    randomSeed === undefined ? network : `random-${network}-seed${String(randomSeed)}`,
    padding,
    layers.join(','),
  ].join('/');

const ID = new RegExp(
  /^(?:random-(?=[a-z]+\d+-seed(\d+)\/))?(vgg16|vgg19)(-seed\d+)?/.source +
    /\/(reflection|zeros)\/([\w,]+)$/.source,
);

/**
 * The recipe of an id that {@link idOf} wrote; so that the extractor of a saved detector can be
 * made again.
 * @throws OneClassError `invalid-argument` for any other
 */
export function recipeOfId(id: string): VggRecipe {
  const [, seed, network, , padding, layers] = ID.exec(id) ?? [];
  try {
    const recipe = recipeOf(network as VggNetwork, {
      layers: layers?.split(',') ?? [],
      padding: padding as VggPadding,
    });
    const found = seed === undefined ? recipe : { ...recipe, randomSeed: Number(seed) };
    if (idOf(found) === id) return found;
  } catch {
    // refused below
  }
  throw new OneClassError(
    'invalid-argument',
    `'${id}' is not the id of features of this package. Expected one such as ` +
      "'vgg19/reflection/relu1_1,relu2_1': make the features with what made them first.",
    {
      argument: 'id',
      expected: "an id such as 'vgg19/reflection/relu1_1'",
      received: id,
    },
  );
}
