import { OneClassError } from '../../error.ts';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const RECORD = 1 + 3 * PLANE;

/** Images of CIFAR-10 with the class of each. */
export interface CifarImages {
  /** `[n, 32, 32, 3]`, RGB, row-major. */
  readonly data: Uint8Array;
  /** `[n]`, 0 … 9. */
  readonly classes: Uint8Array;
}

const invalid = (name: string, problem: string, received: unknown): OneClassError =>
  new OneClassError('invalid-data', `${name}: ${problem} Copy or download it again.`, {
    argument: name,
    expected: `records of ${RECORD} bytes`,
    received,
  });

/**
 * Reads a file of CIFAR-10's binary version: records of 3073 bytes, a class and the planes of red,
 * green and blue. Takes as much memory as the file has bytes.
 *
 * @param name the file's name, for messages
 * @throws OneClassError `invalid-data` when the bytes are not one record or more, or a class is
 *   above 9
 */
export function parseCifar10(bytes: Uint8Array, name = 'CIFAR-10 data'): CifarImages {
  const count = bytes.length / RECORD;
  if (count === 0 || !Number.isInteger(count)) {
    throw invalid(
      name,
      `expected one record of ${RECORD} bytes or more. Received: ${bytes.length} bytes.`,
      bytes.length,
    );
  }
  const classes = Uint8Array.from({ length: count }, (_, i) => bytes[i * RECORD] as number);
  const wrong = classes.findIndex((value) => value > 9);
  if (wrong !== -1) {
    throw invalid(
      name,
      `expected classes from 0 to 9. Received: ${classes[wrong]}, for image ${wrong}.`,
      classes[wrong],
    );
  }
  const data = new Uint8Array(count * 3 * PLANE);
  for (let i = 0, to = 0; i < count; i++) {
    const red = i * RECORD + 1;
    for (let from = red; from < red + PLANE; from++) {
      data[to++] = bytes[from] as number;
      data[to++] = bytes[from + PLANE] as number;
      data[to++] = bytes[from + 2 * PLANE] as number;
    }
  }
  return { data, classes };
}
