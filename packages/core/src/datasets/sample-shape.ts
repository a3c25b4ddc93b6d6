import { OneClassError } from '../error.ts';

/**
 * @throws OneClassError `invalid-shape` unless height and width are integers of 1 or more, and
 *   channels 1 or 3
 */
export function checkSampleShape(shape: readonly number[]): void {
  const [height = 0, width = 0, channels = 0] = shape;
  const positive = [height, width].every((n) => Number.isSafeInteger(n) && n > 0);
  if (shape.length !== 3 || !positive || (channels !== 1 && channels !== 3)) {
    throw new OneClassError(
      'invalid-shape',
      'Invalid sample shape: expected [height, width, channels], with 1 (grey) or 3 (RGB) ' +
        `channels. Received: [${shape.join(', ')}].`,
      { argument: 'sampleShape', expected: '[height, width, 1 or 3]', received: shape },
    );
  }
}

/** @throws OneClassError `invalid-shape` */
export function checkSameShape(expected: readonly number[], received: readonly number[]): void {
  if (expected.join() === received.join()) return;
  throw new OneClassError(
    'invalid-shape',
    `Expected images of one shape. Received: [${expected.join(', ')}] and ` +
      `[${received.join(', ')}]. Bring them to one shape with resizeImages.`,
    { expected: `[${expected.join(', ')}]`, received },
  );
}
