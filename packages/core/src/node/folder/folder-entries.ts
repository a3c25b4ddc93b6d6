import { isUtf8 } from 'node:buffer';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OneClassError } from '../../error.ts';
import { errnoOf } from '../file/read-bytes.ts';

export interface FolderEntries {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Entries that are left out, as their names are not UTF-8: no path in text leads to them. */
  readonly unnamed: number;
  /** Links that lead nowhere. */
  readonly broken: readonly string[];
}

/** Names compare by their code units, so that the order is the same everywhere. */
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const isHidden = (name: string): boolean => name.startsWith('.');

/**
 * Names in a folder, sorted, without hidden ones; links count as what they lead to, and broken ones
 * not at all.
 * @throws OneClassError as {@link readEntries}
 */
export async function readFolder(dir: string): Promise<Pick<FolderEntries, 'files' | 'folders'>> {
  const { files, folders } = await readEntries(dir);
  const isShown = (name: string): boolean => !isHidden(name);
  return { files: files.filter(isShown), folders: folders.filter(isShown) };
}

/**
 * As {@link readFolder}, hidden ones too.
 * @throws OneClassError `not-found` when there is no such folder, `invalid-data` when it can't be
 *   read
 */
export async function readEntries(dir: string): Promise<FolderEntries> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    const missing = errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR';
    const reason = missing
      ? 'there is no such folder'
      : `can't be read (${(cause as Error).message})`;
    throw new OneClassError(missing ? 'not-found' : 'invalid-data', `${dir}: ${reason}.`, {
      argument: dir,
      cause,
    });
  });
  const files: string[] = [];
  const folders: string[] = [];
  const broken: string[] = [];
  const unnamed = await namesOfOtherBytes(
    dir,
    entries.map(({ name }) => name),
  );
  for (const entry of entries.filter(({ name }) => !unnamed.has(name))) {
    const target = entry.isSymbolicLink()
      ? await stat(join(dir, entry.name)).catch(() => undefined)
      : entry;
    if (target?.isFile()) files.push(entry.name);
    else if (target?.isDirectory()) folders.push(entry.name);
    else if (!target) broken.push(entry.name);
  }
  return {
    files: files.sort(byName),
    folders: folders.sort(byName),
    unnamed: unnamed.size,
    broken,
  };
}

/** Those of `names` that Node has read from bytes that are not UTF-8. */
async function namesOfOtherBytes(dir: string, names: readonly string[]): Promise<Set<string>> {
  if (!names.some((name) => name.includes('\ufffd'))) return new Set();
  const bytes = await readdir(dir, { encoding: 'buffer' });
  return new Set(bytes.filter((name) => !isUtf8(name)).map((name) => name.toString()));
}
