import { OneClassError } from '../../error.ts';
import { readRegular } from './regular-file.ts';

export const errnoOf = (error: unknown): string | undefined =>
  (error as NodeJS.ErrnoException | undefined)?.code;

/** What is wrong with the process or the system, and not with the file. */
const OVERLOADED: Readonly<Record<string, string>> = {
  EMFILE: 'too many files are open. Allow more, as with ulimit -n 1024',
  ENFILE: 'the system has too many files open. Close other programs',
  ENOMEM: 'there is no memory left. Close other programs',
};

/**
 * @throws OneClassError `not-found` when there is no such file, `invalid-data` when it can't be
 *   read or is no regular file, `unsupported` when nothing can be read: too many files are open
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
    const overload = OVERLOADED[errnoOf(cause) ?? ''];
    if (overload !== undefined)
      throw new OneClassError('unsupported', `${path}: can't be read: ${overload}.`, {
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
