import { isOneClassError, OneClassError } from '../../error.ts';

/**
 * An image that could not be read: damaged, empty, gone, of a kind that is not read, or of one
 * colour where such are refused.
 */
export interface UnreadableImage {
  /** Among the images that were to be read. */
  readonly position: number;
  /** Its path, or what it is called in errors. */
  readonly name: string;
  /** `not-found` or `invalid-data`; its message begins with the name. */
  readonly error: OneClassError;
}

/**
 * Takes an image that can't be read, which is then left out. Without one the first such image ends
 * the reading.
 */
export type OnUnreadable = (image: UnreadableImage) => void;

/** What is wrong with one image, and not with all that is done. */
const isOfOneImage = (error: unknown): error is OneClassError =>
  isOneClassError(error) && (error.code === 'invalid-data' || error.code === 'not-found');

/**
 * Reads one image, or gives its error to who takes it.
 * @returns undefined for an image that is left out
 * @throws what `read` throws, where nobody takes it or it is not about this image alone
 */
export async function readOrLeave<T>(
  read: () => Promise<T>,
  image: Omit<UnreadableImage, 'error'>,
  onUnreadable: OnUnreadable | undefined,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!onUnreadable || !isOfOneImage(error)) throw error;
    onUnreadable({ ...image, error });
    return undefined;
  }
}

export const flatFile = (name: string): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${name}: is of one colour and shows nothing. Look for a covered lens, a dead camera or an ` +
      'empty picture.',
    { argument: name, expected: 'an image that shows something' },
  );

/** Where not one of several images could be read. */
export const noneReadable = (count: number): OneClassError =>
  new OneClassError('invalid-data', `None of ${String(count)} images can be used.`, {
    argument: 'sources',
    expected: 'one image or more that can be read and shows something',
    received: count,
  });
