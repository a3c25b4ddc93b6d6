/** @file What package.json calls `#read-images` in Node: files too. */
import type { InputSpec } from '@oneclass/core';
import type { ImageSet, ImageSource, PixelSetOptions } from '@oneclass/core/datasets';
import { images } from '@oneclass/core/node';

export const readImages = (
  sources: readonly ImageSource[],
  input: InputSpec,
  options?: PixelSetOptions,
): Promise<ImageSet> => images(sources, input, options);
