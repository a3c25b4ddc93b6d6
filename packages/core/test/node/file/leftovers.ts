import { randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { ownedName } from '@oneclass/core/node';
import { put } from '../temporary-folder.ts';

/** As a process that is no more would have named it: numbers end at four million. */
export const ofKilled = (name: string): string =>
  name.replace(`-${String(process.pid)}-`, '-9999999-');

const ofAnother = (name: string): string => name.replace(/\.[\da-f]{8}-/, '.00000000-');

const yesterday = new Date(Date.now() - 25 * 3600 * 1000);

/** Fills a folder with what writers of a file leave. */
export async function leftovers(
  folder: string,
  name: string,
): Promise<{
  /** Names of what has to stay: somebody may be at work, or it is somebody else's. */
  readonly kept: string[];
}> {
  const temporary = (): string => ownedName(`.${name}.`, '.tmp');
  const old = [ofAnother(temporary()), `.${name}.${randomUUID()}.tmp`];
  const left = [ofKilled(temporary()), ofKilled(ownedName('.other.', '.tmp')), ...old];
  const kept = [
    temporary(),
    ofAnother(temporary()),
    `.${name}.${randomUUID()}.tmp`, // of an earlier version, and of today
    `.${name}.mine.tmp`,
    `${name}.tmp`,
    ofKilled(temporary()).slice(1),
  ].sort();
  for (const each of [...left, ...kept]) await put(join(folder, each), Uint8Array.of(1));
  for (const each of old) await utimes(join(folder, each), yesterday, yesterday);
  return { kept };
}
