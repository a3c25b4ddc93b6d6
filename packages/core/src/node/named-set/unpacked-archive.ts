import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OneClassError } from '../../error.ts';
import { printable } from '../../printable.ts';
import { md5OfFile } from '../file/md5-of-file.ts';
import type { RemoteFile } from './official-files.ts';

/** An archive of files that lie in one folder. */
export interface Archive extends RemoteFile {
  /** In the archive and where it is unpacked. */
  readonly folder: string;
  readonly members: readonly string[];
  /** Bytes of each. */
  readonly memberSize: number;
}

const RECORD = 'checksums.json';
/** Images hardly shrink: CIFAR-10's archive unpacks to 1.1 times its bytes. */
const MOST_RATIO = 10;
const recordSchema = z.object({ archive: z.string(), md5: z.record(z.string(), z.string()) });

/**
 * Unpacks the members into INTO/FOLDER, and nothing else; beside them a record of their MD5s, by
 * which {@link unpackedMd5s} knows them again.
 *
 * @param path the archive, whose MD5 has been checked
 * @throws OneClassError `download-failed` for what is no whole archive, and when a member is
 *   missing or of another size
 */
export async function unpackArchive(path: string, archive: Archive, into: string): Promise<void> {
  const { extract } = await import('tar');
  const { folder, members, memberSize } = archive;
  const target = join(into, folder);
  await rm(target, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  const wanted = new Set(members.map((name) => `${folder}/${name}`));
  await extract({
    file: path,
    cwd: into,
    strict: true,
    maxDecompressionRatio: MOST_RATIO,
    filter: (name, entry) =>
      wanted.has(name) &&
      'type' in entry &&
      ['File', 'OldFile'].includes(entry.type) &&
      entry.size === memberSize,
  }).catch((cause: unknown) => {
    throw isOfDisk(cause) ? cause : damaged(archive.name, cause);
  });
  const md5: Record<string, string> = {};
  for (const name of members) {
    const size = await stat(join(target, name)).then(
      (found) => found.size,
      () => undefined,
    );
    if (size !== memberSize) {
      throw new OneClassError(
        'download-failed',
        `${archive.name}: expected ${folder}/${name} in it, of ${memberSize} bytes.`,
        {
          argument: archive.name,
          expected: name,
          received: size,
        },
      );
    }
    md5[name] = await md5OfFile(join(target, name));
  }
  await writeFile(
    join(target, RECORD),
    `${JSON.stringify({ archive: archive.md5, md5 }, undefined, 2)}\n`,
  );
}

/** And not of what the archive holds. */
const isOfDisk = (cause: unknown): boolean =>
  typeof (cause as NodeJS.ErrnoException).syscall === 'string';

const damaged = (name: string, cause: unknown): OneClassError => {
  const why = printable(cause instanceof Error ? cause.message : 'for a reason unknown');
  const message = `${name}: it can't be unpacked (${why}): it is no whole archive of tar and gzip.`;
  return new OneClassError('download-failed', message, { argument: name, cause });
};

/**
 * The MD5s of the files in a folder as they came out of that archive; none when it does not say so.
 */
export async function unpackedMd5s(
  folder: string,
  archiveMd5: string,
): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(join(folder, RECORD), 'utf8').catch(() => '');
  try {
    const { archive, md5 } = recordSchema.parse(JSON.parse(text));
    return archive === archiveMd5 ? md5 : {};
  } catch {
    return {};
  }
}
