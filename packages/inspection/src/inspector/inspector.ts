import {
  isMapDetector,
  isOneClassError,
  OneClassError,
  type Dataset,
  type Detector,
  type ImageSize,
  type InputSpec,
  type Maps,
  type PackOptions,
  type SeenImages,
  type Watched,
} from '@oneclass/core';
import type { DecodeLimits, OnUnreadable, UnreadableImage } from '@oneclass/core/node';
import { subset, type ImageFacts, type ImageSet, type ImageSource } from '@oneclass/core/datasets';
import { readImages } from '#read-images';
import type { Findings } from '../answer/answer.ts';
import { checkBand, judgeBy } from '../answer/judge.ts';
import { regionsOf } from '../answer/regions.ts';
import { countImages } from '../count-images.ts';
import type { Thresholds } from '../threshold/thresholds.ts';
import { quietMaps } from './quiet-map.ts';

/** What made a detector, for its file. */
export type Origin = Pick<PackOptions, 'package' | 'featuresPackage' | 'versions'>;

/** What was found on one image: an answer before it has a path. */
export interface Inspection extends Findings {
  /** Among the images that were given, from 0. */
  readonly position: number;
  /**
   * Scores of the pixels, `[height, width]` of `input`, where they were asked for; those that the
   * input ignores are as low as the lowest other.
   */
  readonly map?: Maps | undefined;
}

export interface InspectOptions extends Watched, DecodeLimits {
  /** Whether to give score maps too; false when absent. */
  readonly map?: boolean | undefined;
  /**
   * Whether to give the regions above the pixel threshold, and those of at least how many pixels of
   * the image; false when absent.
   */
  readonly regions?: boolean | { readonly leastArea?: number | undefined } | undefined;
  /** As of core's `images`: what each image was, and how much of it was clipped. */
  readonly onImage?: ((image: ImageFacts) => void) | undefined;
  /**
   * Takes an image that can't be read or is of one colour, which gives no result; without it the
   * first such image ends the run, after the results of those before it.
   */
  readonly onUnreadable?: OnUnreadable | undefined;
}

/** Digests of the images that thresholds were found on. */
export type CalibratedImages = Pick<SeenImages, 'calibrated' | 'pixelCalibrated'>;

/** A fitted detector with all that new images need. */
export interface Inspector {
  readonly detector: Detector;
  /** How new images are brought to the detector's shape. */
  readonly input: InputSpec;
  readonly thresholds: Thresholds;
  readonly origin: Origin;
  /** Images that it was fitted and calibrated on. */
  readonly seen: SeenImages;
  /**
   * Brings an image to `input` and scores it: pixels (`ImageData`, raw frames); in Node also a path
   * and the content of an image file.
   *
   * @throws OneClassError `not-found`, `invalid-data` for what is no whole image,
   *   `invalid-argument` for what is no image source, for `map` where the detector has none, for
   *   `regions` where it has no pixel threshold, and after `dispose()`; `missing-package` when
   *   sharp is needed and not installed; the signal's reason when aborted
   */
  inspect(image: ImageSource, options?: InspectOptions): Promise<Inspection>;
  /**
   * Many images, in their order: read, scored and given away piece by piece, so that they may be
   * more than memory holds. What can't be read is left out where `onUnreadable` takes it.
   * @throws as `inspect`, naming the image
   */
  inspectAll(
    images: readonly ImageSource[],
    options?: InspectOptions,
  ): AsyncGenerator<Inspection, void, undefined>;
  /**
   * The same detector with these thresholds in place of its own. Dispose of one of the two.
   * @param calibrated the images that they were found on; those of before when absent
   * @throws OneClassError `invalid-argument` for an uncertain threshold above the other, or alone
   */
  withThresholds(thresholds: Thresholds, calibrated?: CalibratedImages): Inspector;
  /** Frees the detector and the features that were opened for it; calling it again does nothing. */
  dispose(): void;
}

export interface InspectorParts {
  /** The inspector owns it. */
  readonly detector: Detector;
  /** Averaging to the detector's sample shape when absent. */
  readonly input?: InputSpec | undefined;
  readonly thresholds?: Thresholds | undefined;
  readonly origin?: Origin | undefined;
  /** Unknown where absent. */
  readonly seen?: SeenImages | undefined;
  /** What else `dispose` frees. */
  readonly free?: (() => void) | undefined;
}

/**
 * An inspector of a detector that is fitted already.
 * @throws OneClassError `invalid-argument` for an uncertain threshold above the other, or alone
 */
export function createInspector(parts: InspectorParts): Inspector {
  const { detector, thresholds = {}, origin = {}, seen = {}, free } = parts;
  checkBand(thresholds);
  const [height, width, channels] = detector.sampleShape;
  const {
    input = { height, width, channels: channels === 3 ? 3 : 1, resize: 'area' } satisfies InputSpec,
  } = parts;
  const inspectAll: Inspector['inspectAll'] = (images, options) =>
    inspectInChunks({ detector, input, thresholds }, images, options);
  return {
    ...{ detector, input, thresholds, origin, seen, inspectAll },
    async inspect(image, options) {
      for await (const found of inspectAll([image], options)) return found;
      throw new Error('one image gave no result');
    },
    withThresholds: (others, calibrated = seen) => {
      const { calibrated: images, pixelCalibrated } = calibrated;
      const now = { ...seen, calibrated: images, pixelCalibrated };
      return createInspector({ ...parts, thresholds: others, seen: now });
    },
    dispose() {
      detector.dispose();
      free?.();
    },
  };
}

type Scoring = Pick<Inspector, 'detector' | 'input' | 'thresholds'>;

/** Bytes of images, or of their maps, in memory at a time. */
const CHUNK_BYTES = 2 ** 26;
/** At a time, so that results come soon; whole blocks of every size that methods compute in. */
const CHUNK_IMAGES = 768;

async function* inspectInChunks(
  scoring: Scoring,
  images: readonly ImageSource[],
  { map = false, regions = false, ...options }: InspectOptions = {},
): AsyncGenerator<Inspection, void, undefined> {
  const { input } = scoring;
  const toFindings = findingsBy(scoring, { map, regions });
  const withMap = map || regions !== false;
  const values = input.height * input.width * Math.max(input.channels, withMap ? 4 : 1);
  const chunk = Math.max(1, Math.min(CHUNK_IMAGES, Math.floor(CHUNK_BYTES / values)));
  const count = countImages('score', options.onProgress);
  for (let start = 0; start < images.length; start += chunk) {
    const part = images.slice(start, start + chunk);
    const read = await readChunk(part, input, {
      ...options,
      start,
      onDone: (done) => {
        count(done, images.length);
      },
    });
    const { signal } = options;
    const { set, failed } = read;
    if (set) {
      const { scores, maps } = await naming(part, () =>
        computePart(scoring, set, { map: withMap, signal }),
      );
      for (const [i, score] of scores.entries())
        yield toFindings({ score, map: maps && mapAt(maps, i), ...(read.images[i] as ReadImage) });
    }
    if (failed) throw failed.error;
  }
}

interface ChunkOptions extends Omit<InspectOptions, 'map' | 'onProgress'> {
  /** Of the chunk's first image, among all. */
  readonly start: number;
  /** Takes how many of all are read. */
  readonly onDone: (done: number) => void;
}

interface ReadImage {
  /** Among all images. */
  readonly position: number;
  readonly size: ImageSize;
}

interface Chunk {
  /** Undefined where none of them can be read. */
  readonly set: Dataset | undefined;
  /** Those in the set. */
  readonly images: readonly ReadImage[];
  /** The first that can't be read, where nobody takes such; the set is of those before it. */
  readonly failed: UnreadableImage | undefined;
}

async function readChunk(
  part: readonly ImageSource[],
  input: InputSpec,
  { signal, maxPixels, decodeBytes, onImage, onUnreadable, start, onDone }: ChunkOptions,
): Promise<Chunk> {
  const left = new Map<number, UnreadableImage>();
  const sizes: ImageSize[] = [];
  const read = readImages(part, input, {
    ...{ signal, maxPixels, decodeBytes },
    onImage(image) {
      const [height, width] = image.shape;
      sizes[image.position] = { height, width };
      onImage?.({ ...image, position: start + image.position });
    },
    onUnreadable(image) {
      left.set(image.position, image);
      onUnreadable?.({ ...image, position: start + image.position });
    },
    onProgress: (done) => {
      onDone(start + done);
    },
  });
  const set = await read.catch((error: unknown) => {
    if (left.size === part.length) return undefined;
    throw error;
  });
  const first = onUnreadable ? part.length : Math.min(part.length, ...left.keys());
  const images = part
    .slice(0, first)
    .flatMap((_, i) => (left.has(i) ? [] : [{ position: start + i, size: sizes[i] as ImageSize }]));
  return { set: chosenOf(set, images.length), images, failed: left.get(first) };
}

/** The first of a set. */
function chosenOf(set: ImageSet | undefined, count: number): Dataset | undefined {
  if (!set || count === 0) return undefined;
  return count === set.size
    ? set
    : subset(
        set,
        Uint32Array.from({ length: count }, (_, i) => i),
      );
}

const noMaps = (method: string): OneClassError =>
  new OneClassError(
    'invalid-argument',
    `Score maps are asked for, and ${method} gives none: it says how anomalous an image is, not ` +
      'where. Leave `map` out, or fit a method whose `outputs` have map.',
    { argument: 'map', received: method },
  );

interface Computed {
  readonly scores: Float32Array;
  readonly maps: Maps | undefined;
}

async function computePart(
  { detector, input, thresholds }: Scoring,
  set: Dataset,
  { map, signal }: InspectOptions,
): Promise<Computed> {
  if (map !== true) return { scores: await detector.score(set, { signal }), maps: undefined };
  const found = await detector.compute(set, ['score', 'map'], { signal });
  const maps = quietMaps(found.map, input.ignore, thresholds.pixel?.value);
  return { scores: found.score.data, maps };
}

/** Says where the positions in an error begin. */
async function naming<T>(part: readonly ImageSource[], act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const [first] = part;
    if (!isOneClassError(error) || error.code !== 'invalid-data' || typeof first !== 'string')
      throw error;
    const message = `${error.message} (Positions are counted from "${first}".)`;
    throw new OneClassError(error.code, message, { argument: first, cause: error });
  }
}

/** The map of one image of several. */
function mapAt({ data, shape: [, height = 0, width = 0] }: Maps, index: number): Maps {
  const pixels = height * width;
  return { data: data.slice(index * pixels, (index + 1) * pixels), shape: [height, width] };
}

interface Scored extends ReadImage {
  readonly score: number;
  readonly map: Maps | undefined;
}

/** @throws OneClassError `invalid-argument` for what the detector can't give */
function findingsBy(
  { detector, thresholds }: Scoring,
  { map: withMap, regions }: Required<Pick<InspectOptions, 'map' | 'regions'>>,
): (scored: Scored) => Inspection {
  const judge = judgeBy(thresholds);
  const wanted = regions === true ? {} : regions;
  if ((withMap === true || wanted) && !isMapDetector(detector)) throw noMaps(detector.method);
  const threshold = thresholds.pixel?.value;
  if (wanted && threshold === undefined) throw noPixelThreshold();
  return ({ score, map, position, size: { height, width } }) => ({
    ...{ position, score },
    ...judge(score),
    size: { width, height },
    regions:
      wanted && map && threshold !== undefined
        ? regionsOf(map, { ...wanted, threshold, size: { height, width } })
        : null,
    ...(withMap === true && map && { map }),
  });
}

const noPixelThreshold = (): OneClassError =>
  new OneClassError(
    'invalid-argument',
    'Regions are what a score map has above the pixel threshold, and this detector has none. ' +
      'Fit it with a threshold by a rule, calibrate it, or give a pixel threshold.',
    { argument: 'regions' },
  );
