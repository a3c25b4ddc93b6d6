/** @file Each image of samples, looked at as it comes. */
import type { Tensor4D } from '@tensorflow/tfjs';
import type { Dataset, SampleShape } from './contract/dataset.ts';
import { OneClassError } from './error.ts';
import { flatImage, isFlat, isPixel, isSame, wrongPixels } from './sample-pixels.ts';

export interface CheckedOptions {
  /** The method's name, for messages. */
  readonly method: string;
  /** Whether an image of one colour is refused. */
  readonly refuseFlat: boolean;
}

/** The same dataset, of which every image is looked at when it first comes. */
export function withImagesChecked(dataset: Dataset, options: CheckedOptions): Dataset {
  const { sampleShape, size, ids } = dataset;
  const seen = new Uint8Array(size);
  const nameOf = (position: number): string => {
    const id = ids?.[position] ?? String(position);
    return id === String(position) ? `the image at position ${id}, counted from 0` : `"${id}"`;
  };
  return {
    sampleShape,
    size,
    ...(ids && { ids }),
    async *batches({ batchSize, order }) {
      let first = 0;
      for await (const batch of dataset.batches({ batchSize, order })) {
        try {
          const start = first;
          const positionOf = (i: number): number => order?.[start + i] ?? start + i;
          const isNew = (i: number): boolean => seen[positionOf(i)] === 0;
          for (const { i, values } of await imagesIn(batch, isNew)) {
            checkImage(values, { ...options, sampleShape, image: nameOf(positionOf(i)) });
            seen[positionOf(i)] = 1;
          }
        } catch (error) {
          batch.dispose();
          throw error;
        }
        first += batch.shape[0];
        yield batch;
      }
    },
  };
}

/** Those images of a batch, by their places in it. */
async function imagesIn(
  batch: Tensor4D,
  wanted: (i: number) => boolean = () => true,
): Promise<{ readonly i: number; readonly values: Float32Array }[]> {
  const places = Array.from({ length: batch.shape[0] }, (_, i) => i).filter(wanted);
  if (places.length === 0) return [];
  const values = await batch.data<'float32'>();
  const length = values.length / batch.shape[0];
  return places.map((i) => ({ i, values: values.subarray(i * length, (i + 1) * length) }));
}

interface CheckedImage extends CheckedOptions {
  readonly sampleShape: SampleShape;
  /** What to call it. */
  readonly image: string;
}

function checkImage(values: Float32Array, options: CheckedImage): void {
  const { method, refuseFlat, sampleShape, image } = options;
  const wrong = values.findIndex((value) => !isPixel(value));
  if (wrong !== -1) throw wrongPixels(`a value of ${String(values[wrong])}`, { method, image });
  if (refuseFlat && isFlat(values, sampleShape)) throw flatImage(method, image);
}

/** Images that are read at a time, until two differ: as few as may be, since they may be large. */
const LOOKED_AT = 2;

interface VarietyOptions {
  /** The method's name, for messages. */
  readonly method: string;
  readonly signal?: AbortSignal | undefined;
}

/** The same dataset, whose images are not all of one colour, nor all the same. */
export function withVariety(dataset: Dataset, options: VarietyOptions): Dataset {
  let varied = false;
  return {
    ...dataset,
    async *batches(run) {
      if (!varied) await checkVaried(dataset, options);
      varied = true;
      yield* dataset.batches(run);
    },
  };
}

/** @throws OneClassError `invalid-data` for images that are all of one colour, or all the same */
async function checkVaried(dataset: Dataset, { method, signal }: VarietyOptions): Promise<void> {
  const { sampleShape, size } = dataset;
  let first: Float32Array | undefined;
  let [flat, same] = [true, true];
  for await (const batch of dataset.batches({ batchSize: LOOKED_AT })) {
    try {
      signal?.throwIfAborted();
      for (const { values } of await imagesIn(batch)) {
        flat &&= isFlat(values, sampleShape);
        same &&= isSame(values, (first ??= values.slice()));
      }
    } finally {
      batch.dispose();
    }
    if (!flat && (!same || size === 1)) return;
  }
  if (!first) return; // how many images it takes is the method's to say
  throw new OneClassError(
    'invalid-data',
    `${method} received ${String(size)} training images that are all ` +
      `${flat ? 'of one colour' : 'the same'}; expected images that differ, as there is nothing ` +
      'to learn from these. Look for a covered lens, a camera that stands still, or copies.',
    { argument: 'normal', expected: 'images that differ' },
  );
}
