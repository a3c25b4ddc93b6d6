export { DEFAULT_LAYERS, type RecipeOptions, type VggPadding } from './recipe.ts';
export type { LoadOptions, VggOptions } from './load.ts';
export { randomVgg19 } from './random.ts';
export { vgg16, vgg19, vggOf, type WebWeights } from './vgg.ts';
export type { DownloadOptions, WeightsEvent } from './weights/remote-source.ts';
