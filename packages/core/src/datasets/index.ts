export { parseIdx, type IdxArray } from './idx.ts';
export { decodeIdx } from './decode-idx.ts';
export { imageSet, type ImageSet, type ImageSetOptions } from './image-set.ts';
export { resizeImage, resizeImages } from './resize.ts';
export { subset } from './subset.ts';
export { joinDatasets } from './join.ts';
export { classifiedImages, classPositions, type ClassifiedImages } from './classified-images.ts';
export { holdOut, oneAgainstOther, oneVersusRest, type OneAgainstOtherOptions } from './split.ts';
export { strokeDigits, type StrokeDigitsOptions } from './stroke-digits.ts';
