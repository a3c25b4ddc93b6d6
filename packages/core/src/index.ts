export { OneClassError, isOneClassError, type ErrorCode, type ErrorDetail } from './error.ts';
export { writeError, writeProblem } from './write-error.ts';
export { printable } from './printable.ts';
export type {
  JsonSchemaOptions,
  SchemaIssue,
  SchemaResult,
  StandardSchema,
} from './standard-schema.ts';
export { nextTurn } from './event-loop.ts';
export { checkNodeVersion } from './node-version.ts';
export {
  leadingEigenvectors,
  type Eigenpair,
  type LeadingOptions,
  type SymmetricMatrix,
} from './linear-algebra/leading-eigenvectors.ts';
export {
  runBatches,
  startPhase,
  type BatchesOptions,
  type Phase,
  type PhaseOptions,
} from './phase.ts';
export { createRng, type Rng } from './rng.ts';
export { deepFreeze, parseSettings, resolveConfig } from './config.ts';
export {
  defineDetector,
  type Computation,
  type DetectorParts,
  type DetectorWith,
} from './detector/define-detector.ts';
export { checkFeatures } from './detector/check-features.ts';
export { checkState } from './detector/check-state.ts';
export { restoredConfig, tensorReader, type TensorReader } from './detector/saved-state.ts';
export { createPasses, type BatchPass, type Passes, type PassTask } from './detector/passes.ts';
export { once, readOutputs, type OutputTensors } from './detector/read-outputs.ts';
export { pack, readArtifact, unpack, type PackOptions } from './artifact/artifact.ts';
export type { ArtifactInfo, PackageId, SeenImages } from './artifact/info.ts';
export {
  readSafetensorsIndex,
  SAFETENSORS_PREFIX,
  safetensorsHeaderLength,
  type SafetensorsEntry,
  type SafetensorsIndex,
} from './artifact/safetensors-header.ts';
export { checkFloat32, float32Of, readSafetensors } from './artifact/safetensors-reader.ts';
export { writeSafetensors, type Safetensors } from './artifact/safetensors-writer.ts';
export { checkSampleShape } from './datasets/sample-shape.ts';
export { toDataset, type Requirement } from './samples.ts';
export type {
  BatchOptions,
  Dataset,
  IgnoredArea,
  ImageSize,
  InputSpec,
  LabeledDataset,
  Mask,
  Samples,
  SampleShape,
  ValueRange,
} from './contract/dataset.ts';
export {
  isEncoder,
  isMapDetector,
  isReconstructor,
  type Detector,
  type DetectorState,
  type Encoder,
  type MapDetector,
  type Maps,
  type MethodConfig,
  type NamedTensor,
  type Reconstructor,
  type StandardOutput,
} from './contract/detector.ts';
export {
  isFeatureMethod,
  type AnyMethod,
  type FeatureMethod,
  type MeasuredFit,
  type Method,
  type MethodDescription,
  type MethodGuide,
} from './contract/method.ts';
export type {
  FeatureExtractor,
  FeatureIdentity,
  FeatureLayer,
} from './contract/feature-extractor.ts';
export type {
  FeatureOpening,
  FeatureProvider,
  PublishedWeights,
  WeightsDownload,
} from './contract/feature-provider.ts';
export type { Threshold } from './contract/threshold.ts';
export type { CheckpointStore, FitRun, ProgressEvent, ScoreRun, Watched } from './contract/run.ts';
