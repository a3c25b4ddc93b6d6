export type {
  DownloadOptions,
  LoadOptions,
  WeightsEvent,
  WebWeights,
} from '@oneclass/core/weights';
export { DEFAULT_LAYERS, type RecipeOptions, type VggPadding } from './recipe.ts';
export { randomVgg19, vgg16, vgg19, vggOf, type VggOptions } from './vgg.ts';
