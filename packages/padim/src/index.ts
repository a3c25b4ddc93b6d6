export type { PadimConfig, PadimScoreConfig } from './config.ts';
export type { Padim } from './detector.ts';
export { padim } from './method.ts';
export { padim as default } from './method.ts';
