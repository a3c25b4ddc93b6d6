export type {
  DownloadOptions,
  LoadOptions,
  WeightsEvent,
  WebWeights,
} from '@oneclass/core/weights';
export {
  efficientNetLite0,
  efficientNetOf,
  randomEfficientNetLite0,
  type EfficientNetOptions,
} from './efficientnet.ts';
export { DEFAULT_LAYERS, type RecipeOptions } from './network.ts';
