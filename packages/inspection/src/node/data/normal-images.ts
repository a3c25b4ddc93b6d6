import {
  OneClassError,
  type Dataset,
  type IgnoredArea,
  type InputSpec,
  type Mask,
  type Method,
  type SampleShape,
  type ValueRange,
} from '@oneclass/core';
import { classPositions, ignoredArea, resizeImages } from '@oneclass/core/datasets';
import {
  imageRange,
  images,
  meanLevel,
  typicalShape,
  type TypicalShape,
} from '@oneclass/core/node';
import { countImages } from '../../count-images.ts';
import { chooseInput, type InputOptions } from '../../fit/choose-input.ts';
import { planCalibration, positionsAside, type ThresholdOptions } from '../../fit/hold-out.ts';
import { normalPositions } from '../../threshold/calibrate.ts';
import { parseName, texturesOf } from './data-name.ts';
import { describeImages } from './describe-images.ts';
import { folderImages, type FolderImages } from './folder-images.ts';
import { leavingUnreadable } from './leaving-unreadable.ts';
import { namedSplit, reading, take, type DataOptions } from './named-split.ts';

/** Images before they are brought to a detector's shape. */
export interface NormalImages {
  /** Of most of them: the shape of `shapes`. */
  readonly naturalShape: SampleShape;
  /** Whether the data have other normal images, which a fit does not see: a test split. */
  readonly hasTest: boolean;
  /** How far the shapes of files differ; undefined of a named set, where they don't. */
  readonly shapes?: TypicalShape | undefined;
  /**
   * What to bring them to: `chooseInput` of their shape; of images of 16 bits a value with the
   * range of those that the fit takes, which are decoded for it.
   * @param options as of the fit: its config's seed and its shares say which images it takes
   * @throws OneClassError as `chooseInput`, `fitInspector` and core's `imageRange`
   */
  inputFor(method: Method, options?: InputForOptions): Promise<InputSpec>;
  /** @throws OneClassError as `images` of core */
  load(input: InputSpec): Promise<Dataset>;
}

export interface InputForOptions extends Omit<InputOptions, 'range' | 'ignore'>, ThresholdOptions {
  /**
   * 1 where images are to be ignored, in the coordinates of the image that it was drawn on; filled
   * with the mean of the images that the fit takes, which are decoded for it. Of files only.
   */
  readonly ignore?: Mask | undefined;
}

/**
 * What to fit on.
 * @param data a folder of images (of one with `train/good` or `good`, that part), or a named set
 *   and class such as 'mnist:5' or 'mvtec-ad:screw'
 * @throws OneClassError `not-found`, `unknown-name`, `invalid-data`; `load` where more than a tenth
 *   of the images can't be read, though `onUnreadable` takes them
 */
export async function normalImages(data: string, options: DataOptions = {}): Promise<NormalImages> {
  const named = parseName(data);
  const textures = texturesOf(named);
  if (textures) {
    const { normal } = textures;
    const naturalShape = normal.sampleShape;
    return {
      naturalShape,
      hasTest: true,
      inputFor: async (method, chosen) => ofSet(data, naturalShape, method)(chosen),
      load: (input) => Promise.resolve(resizeImages(normal, input)),
    };
  }
  if (named) {
    const split = await namedSplit(named, 'train', options);
    const chosen =
      named.className === undefined ? undefined : classPositions(split, named.className);
    const naturalShape = split.samples.sampleShape;
    return {
      naturalShape,
      hasTest: true,
      inputFor: async (method, given) => ofSet(data, naturalShape, method)(given),
      load: (input) => Promise.resolve(take(resizeImages(split.samples, input), chosen)),
    };
  }
  return imagesOfFolder(await folderImages(data, options), options);
}

async function imagesOfFolder(folder: FolderImages, options: DataOptions): Promise<NormalImages> {
  const list = await folder.normalPaths();
  options.say?.(describeImages(list));
  const leaving = leavingUnreadable(list.paths.length, options);
  const shapes = await typicalShape(list.paths, leaving);
  return {
    naturalShape: shapes.shape,
    shapes,
    hasTest: folder.hasTest,
    async inputFor(method, { ignore: mask, ...given } = {}) {
      const input = chooseInput(shapes.shape, method, given);
      if (shapes.bits === 8 && !mask) return input;
      const paths = leaving.readable(list.paths);
      const plan = planCalibration(given, method);
      const { rest } = positionsAside(paths.length, plan, given.config?.seed ?? 0);
      const fitted = Array.from(rest, (position) => paths[position] as string);
      const area = mask && ignoredArea(mask, 0);
      const range = shapes.bits === 8 ? undefined : await rangeOf(fitted, leaving, area);
      return {
        ...input,
        ...(range && { range }),
        ...(area && { ignore: await filled(fitted, leaving, { area, range }) }),
      };
    },
    async load(input) {
      const paths = leaving.readable(list.paths);
      const found = await reading(input, leaving, (run) => images(paths, input, run));
      leaving.check();
      return found;
    },
  };
}

const ofSet =
  (data: string, naturalShape: SampleShape, method: Method) =>
  ({ ignore, ...options }: InputForOptions = {}): InputSpec => {
    if (!ignore) return chooseInput(naturalShape, method, options);
    throw new OneClassError(
      'invalid-argument',
      `An area to ignore is of image files, and ${data} is a named set. Leave it out, or give a ` +
        'folder of images.',
      { argument: 'ignore', received: data },
    );
  };

interface Filling {
  readonly area: IgnoredArea;
  readonly range: ValueRange | undefined;
}

/** The area with what it is filled with. */
async function filled(
  paths: readonly string[],
  { signal, maxPixels, decodeBytes, onProgress, onUnreadable, say }: DataOptions,
  { area, range }: Filling,
): Promise<IgnoredArea> {
  const count = countImages('look', onProgress);
  const run = { signal, maxPixels, decodeBytes, onUnreadable, onProgress: count };
  const fill = await meanLevel(paths, { ...run, range, ignore: area });
  const ignored = area.runs.reduce((sum, pixels, i) => sum + (i % 2 === 1 ? pixels : 0), 0);
  const share = (100 * ignored) / (area.width * area.height);
  say?.(
    `Ignored: ${String(Number(share.toPrecision(2)))} % of every image, filled with the mean of ` +
      `the images that are fitted on (${String(fill)} of 255); it counts in no score, threshold ` +
      'or region',
  );
  return { ...area, fill };
}

async function rangeOf(
  paths: readonly string[],
  { signal, maxPixels, decodeBytes, onProgress, onUnreadable, say }: DataOptions,
  ignore: IgnoredArea | undefined,
): Promise<ValueRange | undefined> {
  const count = countImages('look', onProgress);
  const range = await imageRange(paths, {
    ...{ signal, maxPixels, decodeBytes, onUnreadable, ignore },
    onProgress: count,
  });
  if (range) {
    say?.(
      `16 bits a value: the images that are fitted on have ${String(range.minimum)} to ` +
        `${String(range.maximum)}, which become 0 to 1; new images are read alike`,
    );
  }
  return range;
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
  return reading(input, options, (run) => images(list.paths, input, run));
}
