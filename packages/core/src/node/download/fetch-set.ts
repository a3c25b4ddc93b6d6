import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../file/lock.ts';
import { md5OfFile } from '../file/md5-of-file.ts';
import { onDisk } from '../file/part-file.ts';
import type { Remote } from '../named-set/file-sets.ts';
import { unpackArchive, unpackedMd5s } from '../named-set/unpacked-archive.ts';
import { downloadFile, type DownloadRun } from './download-file.ts';

/**
 * Brings the files of a set into FOLDER/NAME. They gather in FOLDER/.NAME.download, and come to
 * their place when all are complete and checked; what is there and right is kept, what differs is
 * replaced. One process at a time; another waits, and finds them there.
 *
 * @returns the paths of the files
 * @throws OneClassError `download-failed`; the signal's reason when aborted
 */
export async function fetchSet(
  name: string,
  folder: string,
  { remote, ...run }: DownloadRun & { remote: Remote },
): Promise<string[]> {
  const target = join(folder, name);
  const staging = join(folder, `.${name}.download`);
  const { archive } = remote;
  const onWait = (): void => run.onProgress?.({ type: 'download-wait', folder });
  const lock = { signal: run.signal, stale: run.timing.staleLock, onWait };
  return withLock(join(folder, `.${name}.lock`), lock, async (signal) => {
    for (const file of await missingFiles(target, remote)) {
      const [url, path] = [new URL(file.name, remote.baseUrl).href, join(staging, file.name)];
      if ((await md5If(path)) !== file.md5)
        await downloadFile({ url, file, path }, { ...run, signal });
      if (archive) {
        await onDisk(staging, () => unpackArchive(path, archive, staging));
        await onDisk(staging, () => rm(path));
      }
    }
    signal.throwIfAborted();
    await onDisk(target, () => publish(staging, target));
    const { folder: own = '', members } = archive ?? {
      members: remote.files.map((file) => file.name),
    };
    return members.map((member) => join(target, own, member));
  });
}

const md5If = (path: string): Promise<string | undefined> => md5OfFile(path).catch(() => undefined);

async function missingFiles(target: string, { files, archive }: Remote): Promise<Remote['files']> {
  const missing = [];
  if (archive) {
    const folder = join(target, archive.folder);
    const md5s = await unpackedMd5s(folder, archive.md5);
    for (const name of archive.members) {
      const md5 = md5s[name];
      if (md5 === undefined || (await md5If(join(folder, name))) !== md5) return files;
    }
    return [];
  }
  for (const file of files)
    if ((await md5If(join(target, file.name))) !== file.md5) missing.push(file);
  return missing;
}

/** Moves all that has gathered to its place; in one step when nothing is there yet. */
async function publish(staging: string, target: string): Promise<void> {
  const names = await readdir(staging).catch(() => []);
  if (names.length === 0) return;
  const present = await readdir(target).catch(() => undefined);
  if (present === undefined) return rename(staging, target);
  for (const name of names) {
    await rm(join(target, name), { recursive: true, force: true });
    await rename(join(staging, name), join(target, name));
  }
  await rm(staging, { recursive: true });
}
