export type { NodeWeights } from '@oneclass/core/node';
export { efficientNetLite0, efficientNetOf, type NodeEfficientNetOptions } from './efficientnet.ts';
export { efficientNetLite0Provider } from './provider.ts';
