import { isOneClassError, OneClassError, type ErrorCode } from './error.ts';

/** What can be done about it stands after the first sentence. */
const PROBLEMS: Readonly<Record<string, readonly [code: ErrorCode, what: string]>> = {
  ENOSPC: ['not-written', 'the disk is full. Make room there, or name another place'],
  EDQUOT: ['not-written', 'the disk quota is used up. Make room there, or name another place'],
  EFBIG: ['not-written', 'it is larger than a file may be there. Name another place'],
  EIO: ['not-written', 'the disk has failed (EIO). Name another place'],
  EMFILE: ['not-written', 'too many files are open. Allow more, as with ulimit -n 1024'],
  ENFILE: ['not-written', 'the system has too many files open. Close other programs'],
  EACCES: ['invalid-argument', 'no permission to write there. Name another place'],
  EPERM: ['invalid-argument', 'no permission to write there. Name another place'],
  EROFS: ['invalid-argument', 'the disk is read-only. Name another place'],
};

const errnoOf = (error: unknown): string => (error as { code?: string } | undefined)?.code ?? '';

/**
 * The sentence on what a system's error means to who wanted to write; undefined for others.
 */
export const writeProblem = (cause: unknown): string | undefined => PROBLEMS[errnoOf(cause)]?.[1];

/**
 * What a system's error means to who wanted to write to `path`. One that is a OneClassError already
 * stays.
 * @returns `not-written` for a disk that is full, or fails; `invalid-argument` for a place that
 *   can't be written
 */
export function writeError(path: string, cause: unknown): OneClassError {
  if (isOneClassError(cause)) return cause;
  const [code, what] = PROBLEMS[errnoOf(cause)] ?? ['invalid-argument', (cause as Error).message];
  return new OneClassError(code, `${path}: can't be written: ${what}.`, { argument: path, cause });
}
