export type { PatchAutoencoderConfig } from './config.ts';
export type { PatchAutoencoder } from './detector.ts';
export { edges } from './edges.ts';
export { patchAutoencoder } from './method.ts';
export { patchAutoencoder as default } from './method.ts';
