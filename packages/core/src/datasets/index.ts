export { parseIdx, type IdxArray } from './idx.ts';
export { decodeIdx } from './decode-idx.ts';
export { parseCifar10, type CifarImages } from './cifar.ts';
export { imageSet, type ImageSet, type ImageSetOptions } from './image-set.ts';
export { resizeImage, resizeImages } from './resize.ts';
export { resizeMask } from './resize-mask.ts';
export { readMasks } from './read-masks.ts';
export { subset } from './subset.ts';
export { joinDatasets } from './join.ts';
export {
  classifiedImages,
  classPositions,
  joinClassified,
  type ClassifiedImages,
} from './classified-images.ts';
export { holdOut, oneAgainstOther, oneVersusRest, type OneAgainstOtherOptions } from './split.ts';
export { contaminatedSplit, type ContaminatedSplitOptions } from './contaminated-split.ts';
export { strokeDigits, type StrokeDigitsOptions } from './stroke-digits.ts';
export { drawnTextures, type DrawnTextures, type DrawnTexturesOptions } from './drawn-textures.ts';
export type { TextureKind } from './texture.ts';
export {
  normalizeContrast,
  restoreContrast,
  scaleContrast,
  type ContrastRange,
} from './contrast.ts';
