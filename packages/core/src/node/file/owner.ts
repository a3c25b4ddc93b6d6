/**
 * @file Files and folders that belong to the process that made them, and say so in their names:
 *   what a killed one has left can be told from what another still works with.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename } from 'node:path';

/** The process that a name says it belongs to. */
export interface Owner {
  readonly pid: number;
  /** When that process began, in the system's own count; '0' where it does not say. */
  readonly begun: string;
  /** Whether it is, or was, one of this computer or container. */
  readonly here: boolean;
}

/**
 * Process numbers hold within a computer, and in a container within the container: on Linux the two
 * differ in their namespace of processes.
 */
const HOST = createHash('sha256')
  .update(hostname() + attempt(() => readlinkSync('/proc/self/ns/pid')))
  .digest('hex')
  .slice(0, 8);

const OWNER = /[.-]([\da-f]{8})-(\d+)-(\d+)-[\da-f]{8}$/;

/** Of this process, by their names: a killed one may have had its number. */
const own = new Set<string>();

/**
 * `<start><owner><end>`, a name that no other call gives. What bears it counts as in use until it
 * is given to {@link disown}, or this process ends.
 * @param start ends with a dot or a hyphen
 */
export function ownedName(start: string, end = ''): string {
  const { begun } = processOf(process.pid) ?? { begun: '0' };
  const owner = `${HOST}-${String(process.pid)}-${begun}-${randomUUID().slice(0, 8)}`;
  const name = `${start}${owner}${end}`;
  own.add(name);
  return name;
}

/** For when what bore the name is gone. */
export const disown = (name: string): void => void own.delete(name);

/** Undefined for a name that {@link ownedName} did not make. */
export function ownerOf(name: string, end = ''): Owner | undefined {
  if (!name.endsWith(end)) return undefined;
  const [, host, pid, begun] = OWNER.exec(name.slice(0, name.length - end.length)) ?? [];
  if (pid === undefined || begun === undefined) return undefined;
  return { pid: Number(pid), begun, here: host === HOST };
}

/** A day in milliseconds: no file takes as long to be written. */
const DAY = 24 * 3600 * 1000;

/**
 * Whether the owner of what is at `path` is no more; of another computer's, which can't be seen,
 * whether it was not touched for `untouched` milliseconds.
 */
export async function isLeft(path: string, owner: Owner, untouched = DAY): Promise<boolean> {
  if (owner.here) return !isAlive(basename(path), owner);
  return isUntouched(path, untouched);
}

/** False for what is not there. */
export async function isUntouched(path: string, milliseconds = DAY): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > milliseconds;
}

function isAlive(name: string, { pid, begun }: Owner): boolean {
  if (pid === process.pid) return own.has(name);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const found = processOf(pid);
  if (found === undefined || begun === '0') return true; // nothing more is known
  return found.begun === begun && !found.ended;
}

interface Process {
  readonly begun: string;
  /** Ended, and its parent has not noticed yet. */
  readonly ended: boolean;
}

/** As Linux has it; undefined elsewhere. */
function processOf(pid: number): Process | undefined {
  const text = attempt(() => readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  // The name, which is second, may hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, begun] = [fields[0], fields[19]];
  if (begun === undefined || !/^\d+$/.test(begun)) return undefined;
  return { begun, ended: state === 'Z' || state === 'X' };
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
