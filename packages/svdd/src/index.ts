export type { NetworkConfig, TrainingConfig } from './config.ts';
export type { DeepConvAutoencoderConfig } from './autoencoder/config.ts';
export type { DeepConvAutoencoder } from './autoencoder/detector.ts';
export { deepConvAutoencoder } from './autoencoder/method.ts';
export type { DeepSvddConfig } from './hypersphere/config.ts';
export type { DeepSvdd } from './hypersphere/detector.ts';
export { deepSvdd } from './hypersphere/method.ts';
export { deepSvdd as default } from './hypersphere/method.ts';
