export type { PixelGaussianConfig } from './config.ts';
export type { PixelGaussian } from './detector.ts';
export { pixelGaussian } from './method.ts';
export { pixelGaussian as default } from './method.ts';
