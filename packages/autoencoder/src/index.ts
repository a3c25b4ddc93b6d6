export type { ConvAutoencoderConfig } from './conv/config.ts';
export type { ConvAutoencoder } from './conv/detector.ts';
export { convAutoencoder } from './conv/method.ts';
export { convAutoencoder as default } from './conv/method.ts';
