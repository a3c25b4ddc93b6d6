/**
 * @file Where a page and its pictures are before they come into place, and how they get there: in
 *   steps that a kill may fall between, each of which the next run takes further.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { SCORE_MAP_PAGE } from '@oneclass/core/node';

const { file: PAGE, pictures: PICTURES, staging: START } = SCORE_MAP_PAGE;
const OLD = 'old-';

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const NAME = /^([\da-f]{8})-(\d+)-[\da-f-]{36}$/;

/** Of this process, by their names: a killed one may have had its number. */
const own = new Set<string>();

/** A new folder in `path`, whose name says which process it belongs to. */
export async function makeStaging(path: string): Promise<string> {
  const name = `${START}${HOST}-${String(process.pid)}-${randomUUID()}`;
  own.add(name);
  const staging = join(path, name);
  await mkdir(join(staging, PICTURES), { recursive: true });
  return staging;
}

export async function removeStaging(staging: string): Promise<void> {
  await rm(staging, { recursive: true, force: true });
  own.delete(basename(staging));
}

/**
 * Puts page and pictures in their place. The old page goes first and the new one comes last: what a
 * page shows is there as long as it is.
 */
export async function putInPlace(staging: string, path: string): Promise<void> {
  for (const name of [PAGE, PICTURES])
    if (await isThere(join(path, name))) await rename(join(path, name), join(staging, OLD + name));
  await rename(join(staging, PICTURES), join(path, PICTURES));
  await rename(join(staging, PAGE), join(path, PAGE));
}

/** The process that writes to the folder at this moment, beside the one of `staging`. */
export async function writerOf(path: string, staging: string): Promise<number | undefined> {
  const others = (await stagingsIn(path)).filter((other) => other.path !== staging);
  return others.find(isLive)?.pid;
}

/**
 * Ends what killed runs have left: a page that was on its way is put in place, others are removed.
 * What a run on another computer has left stays.
 */
export async function endKilled(path: string): Promise<void> {
  for (const staging of await stagingsIn(path)) {
    if (staging.pid === undefined || isLive(staging)) continue;
    await finish(staging.path, path);
    await rm(staging.path, { recursive: true, force: true });
  }
}

async function finish(staging: string, path: string): Promise<void> {
  const has = (name: string): Promise<boolean> => isThere(join(staging, name));
  const begun = (await has(OLD + PAGE)) || !(await has(PICTURES));
  if (!begun || !(await has(PAGE))) return;
  if (await has(PICTURES)) await putInPlace(staging, path);
  else await rename(join(staging, PAGE), join(path, PAGE));
}

interface Staging {
  readonly path: string;
  /** Undefined for one of another computer. */
  readonly pid: number | undefined;
}

async function stagingsIn(path: string): Promise<Staging[]> {
  const names = await readdir(path).catch(() => []);
  return names.flatMap((name) => {
    if (!name.startsWith(START)) return [];
    const [, host, pid] = NAME.exec(name.slice(START.length)) ?? [];
    if (pid === undefined) return [];
    return [{ path: join(path, name), pid: host === HOST ? Number(pid) : undefined }];
  });
}

function isLive({ path, pid }: Staging): boolean {
  if (pid === undefined) return false;
  if (pid === process.pid) return own.has(basename(path));
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const isThere = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;
