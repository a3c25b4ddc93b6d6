import type { Dataset, LabeledDataset } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { createRng } from '../../rng.ts';
import { checkCount } from '../check-count.ts';
import { classPositions, type ClassifiedImages } from '../classified-images.ts';
import { joinDatasets } from '../compose/join.ts';
import { subset } from '../compose/subset.ts';
import { checkSameShape } from '../sample-shape.ts';
import { draw, idsOf } from './draw.ts';

/**
 * The usual one-class problem: the training split's images of one class are normal, and the whole
 * test split is evaluated, every other class being anomalous.
 *
 * @throws OneClassError `unknown-name` for a class that there is not, `invalid-data` for one
 *   without training images, `invalid-shape` when the splits' images differ in shape
 */
export function oneVersusRest(
  train: ClassifiedImages,
  test: ClassifiedImages,
  normalClass: string,
): { normal: Dataset; test: LabeledDataset } {
  checkSameShape(train.samples.sampleShape, test.samples.sampleShape);
  const normal = subset(train.samples, classPositions(train, normalClass));
  const labels = new Uint8Array(test.samples.size).fill(1);
  for (const position of classPositions(test, normalClass)) labels[position] = 0;
  const kinds = Array.from(test.classes, (index) => test.names[index] as string);
  return { normal, test: { samples: test.samples, labels, kinds, ids: test.samples.ids } };
}

export interface OneAgainstOtherOptions {
  /** Normal images to fit on. */
  readonly train: number;
  /** Images of each of the two to choose a threshold on. */
  readonly validation: number;
  /** Images of each of the two to evaluate on. */
  readonly test: number;
  /** What the images are called in the results: 'mnist' and 'kmnist'. */
  readonly normalKind: string;
  readonly anomalousKind: string;
  readonly seed: number;
}

/**
 * One dataset is normal, another anomalous. Draws, without replacement, `train` normal images to
 * fit on and two balanced labelled sets, so that no image is in two of the three.
 *
 * @throws OneClassError `invalid-argument` for a count below 1, `invalid-data` for too few
 *   images, `invalid-shape` when the datasets' images differ in shape
 */
export function oneAgainstOther(
  normal: Dataset,
  anomalous: Dataset,
  options: OneAgainstOtherOptions,
): { train: Dataset; validation: LabeledDataset; test: LabeledDataset } {
  const { train, validation, test, normalKind, anomalousKind, seed } = options;
  checkSameShape(normal.sampleShape, anomalous.sampleShape);
  for (const [name, count] of Object.entries({ train, validation, test }))
    checkCount(name, count, 1);
  const rng = createRng(seed).derive('one-against-other');
  const normals = draw(normal.size, [train, validation, test], {
    kind: normalKind,
    rng: rng.derive('normal'),
  });
  const anomalies = draw(anomalous.size, [validation, test], {
    kind: anomalousKind,
    rng: rng.derive('anomalous'),
  });
  const [fit, good, goodTest] = normals as [Uint32Array, Uint32Array, Uint32Array];
  const [bad, badTest] = anomalies as [Uint32Array, Uint32Array];
  const labeled = (a: Uint32Array, b: Uint32Array): LabeledDataset => ({
    samples: joinDatasets([subset(normal, a), subset(anomalous, b)]),
    labels: new Uint8Array(a.length + b.length).fill(1, a.length),
    kinds: [
      ...Array<string>(a.length).fill(normalKind),
      ...Array<string>(b.length).fill(anomalousKind),
    ],
    ids: [...idsOf(normal, a), ...idsOf(anomalous, b)],
  });
  return {
    train: subset(normal, fit),
    validation: labeled(good, bad),
    test: labeled(goodTest, badTest),
  };
}

/**
 * Sets a random part of normal images aside, to calibrate a threshold on images that the fit has
 * not seen.
 *
 * @param options.fraction the part held out, rounded to whole images; in (0, 1)
 * @throws OneClassError `invalid-argument` for a fraction outside (0, 1); `invalid-data` when
 *   either part would be empty
 */
export function holdOut(
  dataset: Dataset,
  options: { fraction: number; seed: number },
): { rest: Dataset; heldOut: Dataset } {
  const { rest, heldOut } = holdOutPositions(dataset.size, options);
  return { rest: subset(dataset, rest), heldOut: subset(dataset, heldOut) };
}

/**
 * The positions that {@link holdOut} gives each part, before the images are read; ascending.
 *
 * @param size of the data set, images
 * @throws OneClassError as `holdOut`
 */
export function holdOutPositions(
  size: number,
  { fraction, seed }: { fraction: number; seed: number },
): { rest: Uint32Array; heldOut: Uint32Array } {
  if (!(fraction > 0 && fraction < 1)) {
    throw new OneClassError(
      'invalid-argument',
      'Invalid fraction to hold out: expected a number between 0 and 1. Received: ' +
        `${String(fraction)}.`,
      { argument: 'fraction', expected: 'a number in (0, 1)', received: fraction },
    );
  }
  const count = Math.round(size * fraction);
  if (count === 0 || count === size) {
    throw new OneClassError(
      'invalid-data',
      `Holding out ${fraction} of ${size} images leaves one part empty: expected at ` +
        'least one image in each. Give more images or another fraction.',
      { argument: 'fraction', received: fraction },
    );
  }
  const order = createRng(seed).derive('hold-out').permutation(size);
  return { rest: order.subarray(count).sort(), heldOut: order.subarray(0, count).sort() };
}
