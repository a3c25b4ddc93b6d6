import type { Dataset, InputSpec, SampleShape } from '@oneclass/core';
import { classPositions, resizeImages } from '@oneclass/core/datasets';
import { typicalShape, images, type TypicalShape } from '@oneclass/core/node';
import { normalPositions } from '../../threshold/calibrate.ts';
import { parseName, texturesOf } from './data-name.ts';
import { describeImages } from './describe-images.ts';
import { folderImages } from './folder-images.ts';
import { namedSplit, readingOf, take, type DataOptions } from './named-split.ts';

/** Images before they are brought to a detector's shape. */
export interface NormalImages {
  /** Of most of them: the shape of `shapes`. */
  readonly naturalShape: SampleShape;
  /** Whether the data have other normal images, which a fit does not see: a test split. */
  readonly hasTest: boolean;
  /** How far the shapes of files differ; undefined of a named set, where they don't. */
  readonly shapes?: TypicalShape | undefined;
  /** @throws OneClassError as `images` of core */
  load(input: InputSpec): Promise<Dataset>;
}

/**
 * What to fit on.
 * @param data a folder of images (of one with `train/good` or `good`, that part), or a named set
 *   and class such as 'mnist:5' or 'mvtec-ad:screw'
 * @throws OneClassError `not-found`, `unknown-name`, `invalid-data`
 */
export async function normalImages(data: string, options: DataOptions = {}): Promise<NormalImages> {
  const named = parseName(data);
  const textures = texturesOf(named);
  if (textures) {
    const { normal } = textures;
    return {
      naturalShape: normal.sampleShape,
      hasTest: true,
      load: (input) => Promise.resolve(resizeImages(normal, input)),
    };
  }
  if (named) {
    const split = await namedSplit(named, 'train', options);
    const chosen =
      named.className === undefined ? undefined : classPositions(split, named.className);
    return {
      naturalShape: split.samples.sampleShape,
      hasTest: true,
      load: (input) => Promise.resolve(take(resizeImages(split.samples, input), chosen)),
    };
  }
  const folder = await folderImages(data, options);
  const list = await folder.normalPaths();
  options.say?.(describeImages(list));
  const { paths } = list;
  const shapes = await typicalShape(paths, options);
  return {
    naturalShape: shapes.shape,
    shapes,
    hasTest: folder.hasTest,
    load: (input) => images(paths, input, readingOf(options)),
  };
}

/**
 * Normal images that a fit on the same data has not seen: of a named set or category those of its
 * test split, of a folder with `test` the normal ones there, else as for a fit; one with `train`
 * only is refused.
 * @param data as of {@link normalImages}
 * @throws OneClassError `not-found`, `unknown-name`, `invalid-data`
 */
export async function unseenNormalImages(
  data: string,
  input: InputSpec,
  options: DataOptions = {},
): Promise<Dataset> {
  const named = parseName(data);
  const textures = texturesOf(named);
  if (textures) {
    const { samples, labels } = textures.test;
    return take(resizeImages(samples, input), normalPositions(labels));
  }
  if (named) {
    const test = await namedSplit(named, 'test', options);
    return take(
      resizeImages(test.samples, input),
      named.className === undefined ? undefined : classPositions(test, named.className),
    );
  }
  const list = await (await folderImages(data, options)).unseenPaths();
  options.say?.(describeImages(list));
  return images(list.paths, input, readingOf(options));
}
