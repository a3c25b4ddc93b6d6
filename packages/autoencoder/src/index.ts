export type { AutoencoderConfig, EarlyStoppingConfig } from './config.ts';
export type { Autoencoder } from './form.ts';
export type { ConvAutoencoderConfig } from './conv/config.ts';
export { convAutoencoder } from './conv/method.ts';
export { convAutoencoder as default } from './conv/method.ts';
export type { MlpAutoencoderConfig } from './mlp/config.ts';
export { mlpAutoencoder } from './mlp/method.ts';
export type { SmallConvAutoencoderConfig } from './small-conv/config.ts';
export { smallConvAutoencoder } from './small-conv/method.ts';
