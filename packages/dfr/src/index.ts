export type { DfrConfig, DfrScoreConfig } from './config.ts';
export type { Dfr } from './detector.ts';
export { dfr } from './method.ts';
export { dfr as default } from './method.ts';
