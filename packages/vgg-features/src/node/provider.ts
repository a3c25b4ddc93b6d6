import type { FeatureProvider } from '@oneclass/core';
import { networkProvider } from '@oneclass/core/node';
import { checkSettings, layersOfSetting } from '@oneclass/core/weights';
import type { VggNetwork } from '../layer-table.ts';
import { NETWORKS } from '../network.ts';
import { DEFAULT_LAYERS, recipeOf, type VggPadding } from '../recipe.ts';

/** Features of VGG-19 for programs, with weights as a command line names them. */
export const vgg19Provider: FeatureProvider = providerOf('vgg19');

/** Features of VGG-16, as {@link vgg19Provider}. */
export const vgg16Provider: FeatureProvider = providerOf('vgg16');

function providerOf(network: VggNetwork): FeatureProvider {
  const { title } = NETWORKS[network];
  return networkProvider(NETWORKS[network], {
    summary: `${title}, trained on ImageNet (Simonyan and Zisserman 2015)`,
    defaults: { layers: DEFAULT_LAYERS, padding: 'reflection' },
    recipeOfSettings(settings) {
      checkSettings(settings, { network, known: ['layers', 'padding'] });
      const { layers = DEFAULT_LAYERS, padding } = settings;
      return recipeOf(network, {
        layers: layersOfSetting(layers, { network, example: 'relu1_1,relu2_1' }),
        padding: padding as VggPadding | undefined,
      });
    },
  });
}
