export { cacheFolder, dataFolders } from './data-folders.ts';
export { readIdx } from './read-idx.ts';
export { typicalShape, type TypicalShape } from './image/typical-shape.ts';
export { imageShape, images, type ImagesOptions } from './image/images.ts';
export { imageRange, type ImageRangeOptions } from './image/image-range.ts';
export { meanLevel, type MeanLevelOptions } from './image/mean-level.ts';
export type { OnUnreadable, UnreadableImage } from '../datasets/pixels/unreadable.ts';
export type { ImageSource, PixelImage } from '../datasets/pixels/pixel-image.ts';
export type { DecodeLimits } from './image/decode-budget.ts';
export { readMask, type ReadMaskOptions } from './image/read-mask.ts';
export { listImages } from './folder/list-images.ts';
export {
  addLeftOut,
  describeLeftOut,
  type ImageList,
  type LeftOut,
  type LeftOutReason,
} from './folder/left-out.ts';
export { labeledFolder, type LabeledFolder, type LabeledPaths } from './folder/labeled-folder.ts';
export { folderParts, type FolderParts } from './folder/folder-parts.ts';
export { normalFolder } from './folder/normal-folder.ts';
export { hasScoreMapPage, SCORE_MAP_PAGE } from './folder/score-map-page.ts';
export { readLabeledFolder, type LabeledImages } from './folder/read-labeled-folder.ts';
export type { ImageCategory } from './folder/image-category.ts';
export type { NamedSet } from './named-set/named-set.ts';
export { describeSet, manualSets, namedSets } from './named-set/known-sets.ts';
export {
  findNamedSet,
  loadNamedSet,
  requireSplit,
  type FoundSet,
  type LoadedSet,
} from './named-set/load-named-set.ts';
export {
  findCategories,
  findCategory,
  type FindCategoryOptions,
  type FoundCategory,
} from './named-set/find-category.ts';
export { namedTextures } from './named-set/named-textures.ts';
export type { SetFile } from './named-set/set-files.ts';
export {
  downloadSet,
  type DownloadedSet,
  type DownloadSetOptions,
} from './download/download-set.ts';
export type { DownloadEvent } from './download/download-file.ts';
export {
  loadDeclared,
  loadPackage,
  type Declared,
  type LoadedPackage,
  type LoadPackageOptions,
} from './package/load-package.ts';
export type { ExportedParts } from './package/exported-parts.ts';
export {
  declaringDependencies,
  manifestFor,
  type Declaration,
  type PackageManifest,
} from './package/package-manifest.ts';
export { withLock, type LockOptions } from './file/lock.ts';
export { openRegular, readRegular } from './file/regular-file.ts';
export { claimFolder, type Claim, type ClaimOptions } from './file/claim-folder.ts';
export { disown, isLeft, ownedName, ownerOf, type Owner } from './file/owner.ts';
export { writeFileAtomic } from './file/write-file-atomic.ts';
export {
  checkpointFile,
  type CheckpointFile,
  type CheckpointFileOptions,
} from './file/checkpoint-file.ts';
export { networkProvider, type ProviderText } from './weights/network-provider.ts';
export { openWeights, type CacheOptions, type NodeWeights } from './weights/open-weights.ts';
export {
  downloadWeights,
  keptWeights,
  type DownloadWeightsOptions,
  type OtherSource,
} from './weights/kept-weights.ts';
export { firstThatRuns, PIP } from './tool/find-tool.ts';
export { runTool, ToolError, type ToolRun } from './tool/run-tool.ts';
