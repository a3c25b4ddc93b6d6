import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { batchPositions } from '../batch-positions.ts';
import { digestsOf } from '../digest/digests-of.ts';
import { imageSet, isImageSet, type ImageSet } from '../image-set.ts';
import { checkSameShape } from '../sample-shape.ts';

interface Part {
  readonly dataset: Dataset;
  /** Position of its first image in the whole. */
  readonly first: number;
}

/**
 * Datasets one after the other, as one. Image sets give an image set, with their bytes copied
 * together and their ids kept.
 *
 * @throws OneClassError `invalid-data` for no dataset, `invalid-shape` when their images differ
 *   in shape
 */
export function joinDatasets(datasets: readonly ImageSet[]): ImageSet;
export function joinDatasets(datasets: readonly Dataset[]): Dataset;
export function joinDatasets(datasets: readonly Dataset[]): Dataset {
  const [head, ...tail] = datasets;
  if (head === undefined)
    throw new OneClassError(
      'invalid-data',
      'Expected at least one dataset to join. Received: none.',
      { argument: 'datasets' },
    );
  const sampleShape = head.sampleShape;
  for (const other of tail) checkSameShape(sampleShape, other.sampleShape);
  if (datasets.every(isImageSet)) return joinImageSets(datasets);

  let size = 0;
  const parts = datasets.map((dataset): Part => {
    const first = size;
    size += dataset.size;
    return { dataset, first };
  });
  return {
    sampleShape,
    size,
    batches: (options) => joinedBatches(parts, batchPositions(size, options)),
    digests: () => joinedDigests(datasets),
    ids: datasets.flatMap(({ ids, size: count }, i) =>
      Array.from({ length: count }, (_, j) => ids?.[j] ?? String((parts[i] as Part).first + j)),
    ),
  };
}

function joinImageSets(sets: readonly ImageSet[]): ImageSet {
  const [head] = sets as [ImageSet, ...ImageSet[]];
  const data = new Uint8Array(sets.reduce((sum, set) => sum + set.bytes.length, 0));
  let offset = 0;
  for (const set of sets) {
    data.set(set.bytes, offset);
    offset += set.bytes.length;
  }
  return imageSet({
    data,
    sampleShape: head.sampleShape,
    ids: sets.flatMap((set) => set.ids),
    digests: () => joinedDigests(sets),
  });
}

async function joinedDigests(datasets: readonly Dataset[]): Promise<BigUint64Array> {
  const parts = await Promise.all(datasets.map(digestsOf));
  return BigUint64Array.from(parts.flatMap((part) => [...part]));
}

async function* joinedBatches(
  parts: readonly Part[],
  batches: Iterable<Uint32Array>,
): AsyncGenerator<tf.Tensor4D> {
  for (const positions of batches) yield await joinedBatch(parts, positions);
}

/** Takes each part's images in one go, then puts them in the batch's order. */
async function joinedBatch(parts: readonly Part[], positions: Uint32Array): Promise<tf.Tensor4D> {
  const pieces: tf.Tensor4D[] = [];
  const places: number[] = [];
  try {
    for (const { dataset, first } of parts) {
      const order: number[] = [];
      positions.forEach((position, place) => {
        if (position < first || position >= first + dataset.size) return;
        order.push(position - first);
        places.push(place);
      });
      if (order.length === 0) continue;
      for await (const piece of dataset.batches({
        batchSize: order.length,
        order: Uint32Array.from(order),
      }))
        pieces.push(piece);
    }
    return tf.tidy(() => {
      const stacked = tf.concat(pieces);
      return places.every((place, i) => place === i)
        ? stacked
        : tf.gather(stacked, inverse(places));
    });
  } finally {
    tf.dispose(pieces);
  }
}

function inverse(places: readonly number[]): tf.Tensor1D {
  const from = new Int32Array(places.length);
  places.forEach((place, i) => (from[place] = i));
  return tf.tensor1d(from, 'int32');
}
