export { openMapsFolder, type MapsFolder } from './folder.ts';
export { checkFormats, MAP_FORMATS, type MapFiles, type MapFormat } from './map-files.ts';
export { mapsInFile, mapsInMemory, type MapFile, type ScoreMaps } from './score-maps.ts';
export { picturePath, type PictureOf } from './picture-name.ts';
export type { PageAbout } from './sections.ts';
export { writeMapPage, type MapPage, type WrittenPage } from './write-map-page.ts';
