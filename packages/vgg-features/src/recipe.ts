import { OneClassError } from '@oneclass/core';
import { chooseLayers, type NetworkRecipe } from '@oneclass/core/weights';
import { layersOf, type VggNetwork } from './layer-table.ts';

/**
 * What is put around a map before each 3×3 convolution: the pixels next to its border, mirrored, or
 * zeros.
 */
export type VggPadding = 'reflection' | 'zeros';

/** Its layers are ReLU outputs. */
export interface VggRecipe extends NetworkRecipe {
  readonly padding: VggPadding;
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
  const all = layersOf(network).map(({ name }) => name);
  const chosen = chooseLayers(layers, { network, all });
  if (!['reflection', 'zeros'].includes(padding)) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid padding '${padding}': expected 'reflection' or 'zeros'.`,
      { argument: 'padding', expected: "'reflection' or 'zeros'", received: padding },
    );
  }
  return { layers: chosen, padding };
}
