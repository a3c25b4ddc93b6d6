export type { PatchcoreConfig, PatchcoreScoreConfig } from './config.ts';
export type { Patchcore } from './detector.ts';
export { patchcore } from './method.ts';
export { patchcore as default } from './method.ts';
