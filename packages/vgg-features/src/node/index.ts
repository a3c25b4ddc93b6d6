export type { NodeWeights } from '@oneclass/core/node';
export { vgg16Provider, vgg19Provider } from './provider.ts';
export { vgg16, vgg19, vggOf, type NodeVggOptions } from './vgg.ts';
