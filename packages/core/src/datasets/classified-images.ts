import { OneClassError } from '../error.ts';
import { joinDatasets } from './compose/join.ts';
import { imageSet, type ImageSet } from './image-set.ts';

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
      `Expected one class an image: ${samples.size} images, but ${classes.length} classes. ` +
        'Are the files of one split?',
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
      `Expected classes from 0 to ${names.length - 1} (${names.join(', ')}). Received: ` +
        `${classes[unnamed]}, for image ${unnamed}.`,
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
 * @throws OneClassError `unknown-name` for a name that the images do not have, `invalid-data` for
 *   a class without images
 */
export function classPositions({ classes, names }: ClassifiedImages, name: string): Uint32Array {
  const index = names.indexOf(name);
  if (index === -1) {
    throw new OneClassError(
      'unknown-name',
      `There is no class '${name}'. Expected one of: ${names.join(', ')}.`,
      {
        argument: 'class',
        expected: names.join(', '),
        received: name,
      },
    );
  }
  const positions: number[] = [];
  classes.forEach((value, i) => {
    if (value === index) positions.push(i);
  });
  if (positions.length === 0)
    throw new OneClassError('invalid-data', `Class '${name}' has no images here.`, {
      argument: 'class',
      received: name,
    });
  return Uint32Array.from(positions);
}

/**
 * Pools two sets of the same classes, as a training and a test split; the bytes are copied. The ids
 * are kept, unless one is in both: then they are the positions in the whole.
 *
 * @throws OneClassError `invalid-data` when the classes differ, `invalid-shape` when the images
 *   differ in shape
 */
export function joinClassified(a: ClassifiedImages, b: ClassifiedImages): ClassifiedImages {
  if (a.names.join('\n') !== b.names.join('\n')) {
    throw new OneClassError(
      'invalid-data',
      `Expected two sets of the same classes. Received: ${a.names.join(', ')}; and ` +
        `${b.names.join(', ')}.`,
      { argument: 'names', expected: a.names.join(', '), received: b.names },
    );
  }
  const joined = joinDatasets([a.samples, b.samples]);
  const distinct = new Set(joined.ids).size === joined.size;
  return {
    samples: distinct ? joined : imageSet({ data: joined.bytes, sampleShape: joined.sampleShape }),
    classes: Uint8Array.from([...a.classes, ...b.classes]),
    names: a.names,
  };
}
