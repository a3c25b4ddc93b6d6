export { ConformanceError } from './assertion.ts';
export { runCheck, type Check } from './check.ts';
export { checks } from './checks.ts';
export type { Images } from './images.ts';
export type { MethodSpec } from './spec.ts';
export { detectorSuite, type TestRunner } from './suite.ts';
export type { FitOptions, Trial } from './trial.ts';
