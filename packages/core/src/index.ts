export { OneClassError, isOneClassError, type ErrorCode, type ErrorDetail } from './error.ts';
export type {
  JsonSchemaOptions,
  SchemaIssue,
  SchemaResult,
  StandardSchema,
} from './standard-schema.ts';
export { nextTurn } from './event-loop.ts';
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
  type Watched,
} from './phase.ts';
export { createRng, type Rng } from './rng.ts';
export { deepFreeze, parseSettings, resolveConfig } from './config.ts';
export { detectorGuard, type DetectorGuard } from './detector-guard.ts';
export { pack, readArtifact, unpack, type PackOptions } from './artifact/artifact.ts';
export type { ArtifactInfo } from './artifact/info.ts';
export {
  readSafetensorsIndex,
  SAFETENSORS_PREFIX,
  safetensorsHeaderLength,
  type SafetensorsEntry,
  type SafetensorsIndex,
} from './artifact/safetensors-header.ts';
export { checkFloat32, float32Of, readSafetensors } from './artifact/safetensors-reader.ts';
export { writeSafetensors, type Safetensors } from './artifact/safetensors-writer.ts';
export { toDataset, type Requirement } from './samples.ts';
export { scoreWithMaps } from './score-with-maps.ts';
export type {
  BatchOptions,
  Dataset,
  InputSpec,
  LabeledDataset,
  Mask,
  Samples,
  SampleShape,
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
  type Method,
  type MethodConfig,
  type NamedTensor,
  type Reconstructor,
  type ScoresWithMaps,
} from './contract/detector.ts';
export type {
  FeatureExtractor,
  FeatureIdentity,
  FeatureLayer,
} from './contract/feature-extractor.ts';
export type { Threshold } from './contract/threshold.ts';
export type { CheckpointStore, FitRun, ProgressEvent, ScoreRun } from './contract/run.ts';
