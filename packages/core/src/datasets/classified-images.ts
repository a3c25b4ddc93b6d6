import { OneClassError } from '../error.ts';
import type { ImageSet } from './image-set.ts';

/** Images with the class of each, from which one-class problems are made. */
export interface ClassifiedImages {
  readonly samples: ImageSet;
  /** `[n]`, positions in `names`. */
  readonly classes: Uint8Array;
  /** '0' … '9'. */
  readonly names: readonly string[];
}

/**
 * Checks that images, classes and names fit together.
 * @throws OneClassError `invalid-data` when they do not
 */
export function classifiedImages({ samples, classes, names }: ClassifiedImages): ClassifiedImages {
  if (classes.length !== samples.size) {
    throw new OneClassError(
      'invalid-data',
      `Expected one class an image: ${samples.size} images, but ${classes.length} classes. Are the files of one split?`,
      {
        argument: 'classes',
        expected: `${samples.size} classes`,
        received: classes.length,
      },
    );
  }
  const unnamed = classes.findIndex((index) => index >= names.length);
  if (unnamed !== -1) {
    throw new OneClassError(
      'invalid-data',
      `Expected classes from 0 to ${names.length - 1} (${names.join(', ')}). Received: ${classes[unnamed]}, for image ${unnamed}.`,
      {
        argument: 'classes',
        expected: `classes from 0 to ${names.length - 1}`,
        received: classes[unnamed],
      },
    );
  }
  return { samples, classes, names };
}

/**
 * Where the images of one class are, in ascending order.
 * @throws OneClassError `unknown-name` for a name that the images do not have, `invalid-data` for a class without images
 */
export function classPositions({ classes, names }: ClassifiedImages, name: string): Uint32Array {
  const index = names.indexOf(name);
  if (index === -1) {
    throw new OneClassError('unknown-name', `There is no class '${name}'. Expected one of: ${names.join(', ')}.`, {
      argument: 'class',
      expected: names.join(', '),
      received: name,
    });
  }
  const positions: number[] = [];
  classes.forEach((value, i) => {
    if (value === index) positions.push(i);
  });
  if (positions.length === 0)
    throw new OneClassError('invalid-data', `Class '${name}' has no images here.`, { argument: 'class', received: name });
  return Uint32Array.from(positions);
}
