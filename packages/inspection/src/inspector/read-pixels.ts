/** @file What package.json calls `#read-images` where there is no Node: pixels only. */
import { OneClassError } from '@oneclass/core';
import { pixelSet, type ImageSource, type PixelImage } from '@oneclass/core/datasets';
import type * as InNode from '../node/read-images.ts';

/** @throws OneClassError `unsupported` for a path or the content of a file */
export const readImages: typeof InNode.readImages = async (sources, input, options) =>
  pixelSet(sources.map(pixelsOf), input, { ...options, refuseFlat: true });

function pixelsOf(source: ImageSource, position: number): PixelImage {
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) return source;
  const name = `sources[${String(position)}]`;
  const what = typeof source === 'string' ? 'a path' : 'the content of a file';
  throw new OneClassError(
    'unsupported',
    `${name} is ${what}, and files are read in Node only. Give its pixels: the ImageData of a ` +
      'canvas, or { data, width, height, channels }.',
    { argument: name, expected: 'pixels' },
  );
}
