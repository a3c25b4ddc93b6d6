export { ConformanceError } from './assertion.ts';
export { runCheck, type Check } from './check.ts';
export { extractorChecks } from './check/extractor.ts';
export { checks } from './checks.ts';
export {
  runExtractorCheck,
  type ExtractorCheck,
  type ExtractorSpec,
  type ExtractorTrial,
} from './extractor-check.ts';
export type { Images } from './images.ts';
export type { MethodSpec } from './spec.ts';
export { detectorSuite, extractorSuite, type TestRunner } from './suite.ts';
export { tinyExtractor, type TinyExtractorOptions } from './tiny-extractor.ts';
export type { FitOptions, Trial } from './trial.ts';
