export { openCheckpoint, type Checkpoint } from './checkpoint/checkpoint.ts';
export { sharePhase, type SharedPhase } from './checkpoint/shared.ts';
export { createDigest } from './checkpoint/digest.ts';
export type { FitDescription } from './checkpoint/identity.ts';
export { openFit, type Fit, type FitRequest } from './fit.ts';
export type { PhaseProgress } from './checkpoint/progress.ts';
export type { Parts, PartState, Stateful } from './checkpoint/stateful.ts';
export { networkDetector, restoreNetwork, type NetworkParts } from './fitted-network.ts';
export {
  constant,
  fanInUniform,
  glorotUniform,
  heNormal,
  normal,
  type Fans,
  type Initializer,
} from './initializer.ts';
export { batchNorm, type BatchNormSpec } from './layer/batch-norm.ts';
export { conv2d, transposedConv2d, type ConvolutionSpec } from './layer/convolution.ts';
export { dense, type DenseSpec } from './layer/dense.ts';
export { type Layer, type LayerFactory, type Mode } from './layer/layer.ts';
export { joinLayers, sequential } from './layer/sequential.ts';
export {
  averagePool,
  flatten,
  leakyRelu,
  maxPool2,
  relu,
  reshape,
  sigmoid,
  tanh,
  upsampleNearest,
} from './layer/simple.ts';
export {
  buildFrom,
  measured,
  randomWeights,
  savedWeights,
  type OwnedWeights,
  type SavedWeights,
  type VariableSpec,
  type WeightSource,
} from './layer/weight-source.ts';
export { checkFiniteState, disposeLayer, loadState, stateOf } from './layer/state.ts';
export { computeInBatches, type InferenceOptions } from './inference.ts';
export { binaryCrossEntropy } from './op/binary-cross-entropy.ts';
export { frozenChannelAffine } from './op/batch-norm.ts';
export { errorMap, errorScore, meanSquaredError } from './op/squared-error.ts';
export { channelsOf, featureShape, gridOf, placeFor, type Grid } from './places/grid.ts';
export { imagesAtATime, placeFeatures } from './places/place-features.ts';
export {
  placeMap,
  placesScore,
  type ImageScoreConfig,
  type PlaceMapOptions,
  type PlacesScoreConfig,
} from './places/place-map.ts';
export { Adam, withAdam, type AdamOptions } from './training/adam.ts';
export {
  averageBatchStatistics,
  type BatchStatisticsOptions,
} from './training/batch-statistics.ts';
export { checkNotCollapsed, type CollapseOptions } from './training/collapse.ts';
export {
  earlyStopping,
  type EarlyStopping,
  type EarlyStoppingOptions,
} from './training/early-stopping.ts';
export { checkTrainingMemory, type TrainingStepSize } from './training/memory.ts';
export { constantRate, milestones, type Schedule } from './training/schedule.ts';
export { passThrough, type PassOptions } from './training/pass.ts';
export {
  train,
  type EpochOutcome,
  type StepPlace,
  type TrainingOptions,
  type TrainingStep,
} from './training/train.ts';
