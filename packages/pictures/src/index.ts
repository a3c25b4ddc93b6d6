export { colorMap, rangeOf, type ColorRange } from './color-map.ts';
export {
  imageStrip,
  type ImageStrip,
  type ImageStripOptions,
  type StripRow,
} from './image-strip.ts';
export type { Images } from './images.ts';
export {
  encodePanel,
  mapPanel,
  OUTLINE_COLORS,
  type MapPanel,
  type MapPanelOptions,
} from './map-panel.ts';
export { mapNpy, mapPng16, type MapPng16Options } from './map-numbers.ts';
export {
  mapPng,
  maskPng,
  overlayPng,
  type MapPngOptions,
  type MaskPngOptions,
  type OverlayPngOptions,
} from './map-png.ts';
export { mapScale, type MapScaleOptions } from './map-scale.ts';
export { drawOutlines, type OutlineOptions, type Rgb } from './outline.ts';
export { overlay } from './overlay.ts';
export { segmentation } from './segmentation.ts';
