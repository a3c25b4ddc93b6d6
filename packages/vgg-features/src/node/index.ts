export { namedWeights, tellDownload, type NamedWeights } from './named-weights.ts';
export { vgg16, vgg19, vggOf, type NodeWeights, type NodeVggOptions } from './vgg.ts';
