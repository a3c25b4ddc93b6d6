import { OneClassError } from '../../error.ts';
import { readRegular } from './regular-file.ts';

export const errnoOf = (error: unknown): string | undefined =>
  (error as NodeJS.ErrnoException | undefined)?.code;

/**
 * @throws OneClassError `not-found` when there is no such file, `invalid-data` when it can't be
 *   read or is no regular file
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readRegular(path);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT')
      throw new OneClassError('not-found', `${path}: there is no such file.`, {
        argument: path,
        cause,
      });
    throw new OneClassError(
      'invalid-data',
      `${path}: can't be read (${(cause as Error).message}).`,
      { argument: path, cause },
    );
  }
}
