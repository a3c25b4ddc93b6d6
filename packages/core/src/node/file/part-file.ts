import { mkdir, open, readFile, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isValidator } from '../../connection.ts';
import { OneClassError } from '../../error.ts';
import { writeProblem } from '../../write-error.ts';

/** What has come of a file so far, kept so that a later process goes on with it. */
export interface PartFile {
  readonly path: string;
  /** What to ask for the rest of. */
  kept(): Promise<{ readonly size: number; readonly etag: string | undefined }>;
  /** Empties it, and notes which version comes next. */
  restart(etag: string | undefined): Promise<FileHandle>;
  resume(): Promise<FileHandle>;
  remove(): Promise<void>;
}

export function partFile(path: string): PartFile {
  const etagPath = `${path}.etag`;
  return {
    path,
    async kept() {
      const size = await stat(path).then(
        (found) => found.size,
        () => 0,
      );
      const etag = await readFile(etagPath, 'utf8').catch(() => '');
      return { size, etag: isValidator(etag) ? etag : undefined };
    },
    async restart(etag) {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'w');
      // After the part is empty: an ETag never stands beside bytes of another version.
      await writeFile(etagPath, etag !== undefined && isValidator(etag) ? etag : '');
      return file;
    },
    resume: () => open(path, 'a'),
    async remove() {
      await rm(path, { force: true });
      await rm(etagPath, { force: true });
    },
  };
}

/**
 * Does something with files.
 * @throws OneClassError `download-failed` when the disk or its permissions don't let it
 */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof OneClassError) throw cause;
    const problem = writeProblem(cause) ?? `can't be written (${(cause as Error).message})`;
    throw new OneClassError('download-failed', `${path}: ${problem}.`, { argument: path, cause });
  }
}
