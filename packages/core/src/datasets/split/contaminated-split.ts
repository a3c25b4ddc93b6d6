import type { Dataset, LabeledDataset } from '../../contract/dataset.ts';
import { createRng } from '../../rng.ts';
import { checkCount } from '../check-count.ts';
import { classPositions, type ClassifiedImages } from '../classified-images.ts';
import { subset } from '../compose/subset.ts';
import { draw, idsOf, type DrawOptions } from './draw.ts';

export interface ContaminatedSplitOptions {
  readonly normalClass: string;
  /** Normal images to fit on. */
  readonly train: number;
  /** Images of other classes among those to fit on; 0 is none. */
  readonly contamination: number;
  /** Normal images to evaluate on, and as many of other classes. */
  readonly test: number;
  readonly seed: number;
}

/**
 * A one-class problem whose training set is not clean: `train` images of one class and
 * `contamination` images of the others to fit on, all unlabelled; `test` of that class and `test`
 * of the others to evaluate on. Drawn without replacement, the others whatever their class, so that
 * no image is in both parts.
 *
 * @throws OneClassError `unknown-name` for a class that there is not; `invalid-argument` for a
 *   wrong count; `invalid-data` for too few images
 */
export function contaminatedSplit(
  images: ClassifiedImages,
  { normalClass, train, contamination, test, seed }: ContaminatedSplitOptions,
): { train: Dataset; test: LabeledDataset } {
  checkCount('train', train, 1);
  checkCount('contamination', contamination, 0);
  checkCount('test', test, 1);
  const { samples, classes, names } = images;
  const normal = classPositions(images, normalClass);
  const isNormal = new Uint8Array(samples.size);
  for (const position of normal) isNormal[position] = 1;
  const others = Uint32Array.from(classes.keys()).filter((position) => isNormal[position] === 0);
  const rng = createRng(seed).derive('contaminated-split');
  const pick = (positions: Uint32Array, counts: readonly [number, number], options: DrawOptions) =>
    draw(positions.length, counts, options).map((drawn) =>
      Array.from(drawn, (i) => positions[i] as number),
    ) as [number[], number[]];
  const [fit, good] = pick(normal, [train, test], { kind: normalClass, rng: rng.derive('normal') });
  const [stray, bad] = pick(others, [contamination, test], {
    kind: `not ${normalClass}`,
    rng: rng.derive('others'),
  });
  const tested = Uint32Array.from([...good, ...bad]);
  return {
    train: subset(samples, Uint32Array.from([...fit, ...stray]).sort()),
    test: {
      samples: subset(samples, tested),
      labels: new Uint8Array(2 * test).fill(1, test),
      kinds: Array.from(tested, (i) => names[classes[i] as number] as string),
      ids: idsOf(samples, tested),
    },
  };
}
