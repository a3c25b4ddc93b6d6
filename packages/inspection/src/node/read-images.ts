/** @file What package.json calls `#read-images` in Node: files too. */
import type { InputSpec } from '@oneclass/core';
import type { ImageSet, ImageSource } from '@oneclass/core/datasets';
import { images, type ImagesOptions } from '@oneclass/core/node';

export const readImages = (
  sources: readonly ImageSource[],
  input: InputSpec,
  options?: ImagesOptions,
): Promise<ImageSet> => images(sources, input, { ...options, refuseFlat: true });
