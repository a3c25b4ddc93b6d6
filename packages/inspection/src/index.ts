export { openFeatures } from './feature/open-features.ts';
export { splitSettings, type Settings, type SplitSettings } from './feature/split-settings.ts';
export {
  createInspector,
  type CalibratedImages,
  type InspectOptions,
  type Inspection,
  type Inspector,
  type InspectorParts,
  type Origin,
} from './inspector/inspector.ts';
export {
  ANSWER_VERSION,
  answerOf,
  type Answer,
  type AnswerFiles,
  type Box,
  type Findings,
  type Region,
  type Unanswered,
  type Verdict,
} from './answer/answer.ts';
export { ANSWER_SCHEMA, UNANSWERED_SCHEMA } from './answer/answer-schema.ts';
export { regionsOf, type RegionsOptions } from './answer/regions.ts';
export type { Thresholds } from './threshold/thresholds.ts';
export { imageNotes, type ImageNotes } from './inspector/image-notes.ts';
export { openInspector, type OpenOptions } from './inspector/open-inspector.ts';
export type {
  Found,
  FoundMethod,
  FoundProvider,
  MethodSource,
  ProviderSource,
  SavedFeatures,
  SavedMethod,
} from './inspector/found.ts';
export { describeInspector } from './inspector/describe-inspector.ts';
export { packInspector } from './inspector/pack-inspector.ts';
export { chooseInput, type InputOptions } from './fit/choose-input.ts';
export {
  fitInspector,
  type FitInspectorOptions,
  type FittedInspector,
} from './fit/fit-inspector.ts';
export { planCalibration, type CalibrationPlan, type ThresholdOptions } from './fit/hold-out.ts';
export {
  calibrateOnLabeled,
  calibrateOnNormal,
  type LabeledCalibration,
  type NormalCalibration,
} from './threshold/calibrate.ts';
export {
  isLabeledRule,
  thresholdOfValue,
  type FixedRule,
  type LabeledRule,
  type NormalRule,
  type PixelRate,
  type PixelRule,
  type ThresholdRule,
  type UnlabeledRule,
  DEFAULT_PIXEL_RATE,
} from './threshold/rule.ts';
export {
  evaluateInspector,
  type EvaluatedSet,
  type EvaluateOptions,
  type InspectorEvaluation,
} from './evaluation/evaluate-inspector.ts';
export {
  unseenImages,
  unseenLabeled,
  type UnseenImages,
  type UnseenLabeled,
} from './evaluation/unseen.ts';
export type { PixelFigures } from './evaluation/pixel-figures.ts';
export type { MapSize, MaskProblem } from './evaluation/usable-mask.ts';
