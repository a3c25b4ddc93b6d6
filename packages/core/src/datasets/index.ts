export { imageSet, type ImageSet, type ImageSetOptions } from './image-set.ts';
export {
  classifiedImages,
  classPositions,
  joinClassified,
  type ClassifiedImages,
} from './classified-images.ts';
export { readDigests, writeDigests } from './digest/digest-text.ts';
export { digestsOf } from './digest/digests-of.ts';
export { readMasks } from './read-masks.ts';
export { parseIdx, type IdxArray } from './format/idx.ts';
export { decodeIdx } from './format/decode-idx.ts';
export { parseCifar10, type CifarImages } from './format/cifar.ts';
export type { ImageSource, PixelImage } from './pixels/pixel-image.ts';
export type { ImageFacts } from './pixels/image-facts.ts';
export { ignoredArea, ignoredPixels } from './pixels/ignored-area.ts';
export { pixelRange, pixelSet, type PixelSetOptions } from './pixels/pixel-set.ts';
export { resizeImage, resizeImages } from './pixels/resize.ts';
export { resizeMap } from './pixels/resize-map.ts';
export { resizeMask } from './pixels/resize-mask.ts';
export {
  normalizeContrast,
  restoreContrast,
  scaleContrast,
  type ContrastRange,
} from './pixels/contrast.ts';
export { subset } from './compose/subset.ts';
export { joinDatasets } from './compose/join.ts';
export {
  holdOut,
  holdOutPositions,
  oneAgainstOther,
  oneVersusRest,
  type OneAgainstOtherOptions,
} from './split/split.ts';
export { contaminatedSplit, type ContaminatedSplitOptions } from './split/contaminated-split.ts';
export { strokeDigits, type StrokeDigitsOptions } from './drawn/stroke-digits.ts';
export {
  drawnTextures,
  type DrawnTextures,
  type DrawnTexturesOptions,
} from './drawn/drawn-textures.ts';
export type { TextureKind } from './drawn/texture.ts';
