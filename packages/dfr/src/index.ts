export type { DfrConfig, DfrScoreConfig } from './config.ts';
export type { Dfr } from './detector.ts';
export { dfr, dfrAbout, type DfrOptions } from './method.ts';
