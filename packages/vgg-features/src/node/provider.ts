import {
  OneClassError,
  type FeatureExtractor,
  type FeatureOpening,
  type FeatureProvider,
} from '@oneclass/core';
import type { VggNetwork } from '../layer-table.ts';
import { loadExtractor } from '../load.ts';
import { randomExtractor } from '../random.ts';
import {
  DEFAULT_LAYERS,
  recipeOf,
  recipeOfId,
  type VggPadding,
  type VggRecipe,
} from '../recipe.ts';
import { namedWeights, tellDownload } from './named-weights.ts';
import { openWeights } from './vgg.ts';

/** Features of VGG-19 for programs, with weights as a command line names them. */
export const vgg19Provider: FeatureProvider = providerOf('vgg19', 'VGG-19');

/** Features of VGG-16, as {@link vgg19Provider}. */
export const vgg16Provider: FeatureProvider = providerOf('vgg16', 'VGG-16');

function providerOf(network: VggNetwork, title: string): FeatureProvider {
  return {
    name: network,
    summary: `${title}, trained on ImageNet (Simonyan and Zisserman 2015)`,
    defaults: Object.freeze({ layers: DEFAULT_LAYERS, padding: 'reflection' }),
    weights: `${title}'s weights, a safetensors file with torchvision's names; or random:SEED`,
    recognizes: (id) => networkOf(id) === network,
    open: (opening) => openFeatures(opening, network),
  };
}

function networkOf(id: string): VggNetwork | undefined {
  try {
    return recipeOfId(id).network;
  } catch {
    return undefined;
  }
}

const UNTRAINED = 'Random weights: these features are untrained. Use them only to try things out.';

function checkRandom(given: string | undefined, seed: number): void {
  if (given === undefined || given === `random:${String(seed)}`) return;
  throw new OneClassError(
    'invalid-argument',
    `The detector was fitted on random weights of seed ${String(seed)}, and works with no ` +
      `others. Received the weights "${given}". Leave --weights out.`,
    { argument: '--weights', expected: `random:${String(seed)}`, received: given },
  );
}

async function openFeatures(
  { settings = {}, id, weights: given, signal, say }: FeatureOpening,
  network: VggNetwork,
): Promise<FeatureExtractor> {
  const recipe = id === undefined ? recipeOfSettings(settings, network) : recipeOfId(id);
  if (recipe.randomSeed !== undefined) {
    checkRandom(given, recipe.randomSeed);
    say?.(UNTRAINED);
    return randomExtractor(recipe);
  }
  const named = namedWeights(given, network);
  if ('randomSeed' in named) {
    say?.(UNTRAINED);
    return randomExtractor({ ...recipe, ...named });
  }
  const download = { signal, onProgress: say && tellDownload(say) };
  return loadExtractor(recipe, {}, () => openWeights(named.weights, download));
}

function recipeOfSettings(
  { layers = DEFAULT_LAYERS, padding, ...unknown }: Readonly<Record<string, unknown>>,
  network: VggNetwork,
): VggRecipe {
  const [key] = Object.keys(unknown);
  if (key !== undefined) throw unknownSetting(key, network);
  return recipeOf(network, {
    layers: parseLayers(layers, network),
    padding: padding as VggPadding | undefined,
  });
}

const unknownSetting = (key: string, network: VggNetwork): OneClassError =>
  new OneClassError(
    'invalid-config',
    `The features ${network} have no setting \`${key}\`. Choose among: layers, padding.`,
    { argument: key, expected: 'layers, padding', received: key },
  );

/** `relu1_1,relu2_1`, or a list. */
function parseLayers(layers: unknown, network: VggNetwork): readonly string[] {
  if (typeof layers === 'string') return layers.split(',').map((name) => name.trim());
  if (Array.isArray(layers) && layers.every((name) => typeof name === 'string')) return layers;
  throw new OneClassError(
    'invalid-config',
    `Invalid settings of the features ${network}: \`layers\` must be names of layers, as in ` +
      `relu1_1,relu2_1. Received: ${JSON.stringify(layers)}.`,
    { argument: 'layers', expected: 'names of layers', received: layers },
  );
}
