export type { AnoganConfig, AnoganScoreConfig, EncoderConfig } from './config.ts';
export { isAnogan } from './detector.ts';
export type { Anogan, ScoreParts, SearchPathRun } from './detector.ts';
export { anogan, watchedAnogan } from './method.ts';
export { anogan as default } from './method.ts';
export type { GeneratorSamples, SamplesHook } from './train-gan.ts';
