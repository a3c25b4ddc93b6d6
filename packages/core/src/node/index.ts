export { cacheFolder, dataFolders } from './data-folders.ts';
export { readIdx } from './read-idx.ts';
export { describeSet, manualSets, namedSets, type NamedSet } from './known-sets.ts';
export {
  findNamedSet,
  loadNamedSet,
  requireSplit,
  type FoundSet,
  type LoadedSet,
} from './named-set.ts';
export {
  findCategories,
  findCategory,
  type FindCategoryOptions,
  type FoundCategory,
} from './find-category.ts';
export type { ImageCategory } from './image-category.ts';
export { namedTextures } from './named-textures.ts';
export { downloadSet, type DownloadedSet, type DownloadSetOptions } from './download-set.ts';
export type { DownloadEvent } from './download-file.ts';
export type { SetFile } from './set-files.ts';
export { listImages } from './list-images.ts';
export { imageShape, images, type ImagesOptions } from './images.ts';
export type { ImageSource, PixelImage } from './image-source.ts';
export {
  labeledFolder,
  normalFolder,
  type LabeledFolder,
  type LabeledPaths,
} from './folder-layout.ts';
export { readLabeledFolder, type LabeledImages } from './read-labeled-folder.ts';
export { readMask, type ReadMaskOptions } from './read-mask.ts';
export {
  loadDeclared,
  loadPackage,
  type Declared,
  type LoadedPackage,
  type LoadPackageOptions,
} from './load-package.ts';
export type { ExportedParts } from './exported-parts.ts';
export {
  declaringDependencies,
  manifestFor,
  type Declaration,
  type PackageManifest,
} from './package-manifest.ts';
export { withLock, type LockOptions } from './lock.ts';
export { writeFileAtomic } from './write-file-atomic.ts';
export {
  checkpointFile,
  type CheckpointFile,
  type CheckpointFileOptions,
} from './checkpoint-file.ts';
