export { dataFolders } from './data-folders.ts';
export { readIdx } from './read-idx.ts';
export { loadNamedSet, namedSets, requireSplit, type LoadedSet, type NamedSet } from './named-set.ts';
export type { SetFile } from './set-files.ts';
export { imageShape } from './decode-image.ts';
export { listImages } from './list-images.ts';
export { readImages, type ReadImagesOptions } from './read-images.ts';
export { labeledFolder, normalFolder, type LabeledPaths } from './folder-layout.ts';
export { writeFileAtomic } from './write-file-atomic.ts';
