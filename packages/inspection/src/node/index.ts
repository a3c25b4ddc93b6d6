export {
  openInspectorFile,
  readDetectorFile,
  saveInspector,
  type DetectorFile,
} from './file/detector-file.ts';
export { checkWritable } from './file/check-writable.ts';
export {
  checkpointFolder,
  type CheckpointFolder,
  type CheckpointFolderOptions,
} from './file/checkpoint-folder.ts';
export { imagePaths } from './data/image-paths.ts';
export { labeledImages } from './data/labeled-images.ts';
export type { DataOptions } from './data/named-split.ts';
export {
  normalImages,
  unseenNormalImages,
  type InputForOptions,
  type NormalImages,
} from './data/normal-images.ts';
export {
  bundledMethods,
  bundledNames,
  bundledProviders,
  type Places,
} from './installed/bundled.ts';
export { findMethod, findProvider, methodsOf, providersOf } from './installed/find.ts';
export { findSavedMethod, findSavedProvider } from './installed/find-saved.ts';
