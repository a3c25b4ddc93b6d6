/** @file Pretrained networks as features: weights of a safetensors file, however it is given. */
export type {
  BuiltNetwork,
  FeatureNetwork,
  NetworkRecipe,
  NetworkWeights,
  Tensors,
  TensorSpec,
} from './feature-network.ts';
export { hashOfTensors } from './hash.ts';
export { checkSettings, chooseLayers, layersOfSetting } from './layer-choice.ts';
export {
  loadFeatures,
  randomFeatures,
  type LoadOptions,
  type OpenedWeights,
} from './load-features.ts';
export { recipeIn, recognizeId, type RecognizedId } from './network-id.ts';
export type { DownloadOptions, WeightsEvent } from './remote-source.ts';
export type { TensorBytes, TensorSource } from './tensor-source.ts';
export { openWebWeights, type OpenOptions, type WebWeights } from './web-weights.ts';
