import { open, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OneClassError } from '../../error.ts';
import { writeError } from '../../write-error.ts';
import { disown, isLeft, ownedName, ownerOf, type Owner } from './owner.ts';

/** What a process has taken for itself, until it gives it back or ends. */
export interface Claim {
  release(): Promise<void>;
}

export interface ClaimOptions {
  /** Of what is claimed; several in one folder don't disturb each other. */
  readonly name: string;
  /** What an error calls it: 'The checkpoint\'s folder "fits"'. */
  readonly what: string;
  /** The argument that named it. */
  readonly argument: string;
}

const END = '.lock';

/** Of two that begin at once, one waits so long for the other to give way, milliseconds. */
const AT_ONCE = 2000;
const POLL = 50;

/** Milliseconds between signs of life, which only another computer needs to look for. */
const SIGN = 15_000;
const NO_SIGN = 180_000;

/**
 * Takes a folder that is there, or what bears a name in it, for this process alone: by an empty
 * file in it, whose name says which process it is and since when. A claim of a process that is no
 * more counts for nothing, and is removed; so is one of another computer three minutes after its
 * last sign of life.
 *
 * @throws OneClassError `invalid-argument` when another has it, with its process and since when;
 *   `not-written` when the disk is full, `invalid-argument` when the folder can't be written
 */
export async function claimFolder(folder: string, options: ClaimOptions): Promise<Claim> {
  const start = `.${options.name}.`;
  const own = ownedName(`${start}${Date.now().toString(36)}.`, END);
  const path = join(folder, own);
  const timer = setInterval(() => void giveSign(path), SIGN).unref();
  const release = async (): Promise<void> => {
    clearInterval(timer);
    await rm(path, { force: true }).catch(() => undefined);
    disown(own);
  };
  try {
    await (await open(path, 'wx')).close();
    await waitForTurn(own, { ...options, folder, start });
    return { release };
  } catch (error) {
    await release();
    throw writeError(folder, error);
  }
}

const giveSign = (path: string): Promise<void> =>
  utimes(path, new Date(), new Date()).catch(() => undefined);

interface Place extends ClaimOptions {
  readonly folder: string;
  readonly start: string;
}

/** Who sees no other once its own claim is there has it: of two never both. */
async function waitForTurn(own: string, place: Place): Promise<void> {
  const began = performance.now();
  for (;;) {
    const others = (await claimsIn(place)).filter(({ name }) => name !== own);
    const [other] = others;
    if (!other) return;
    const isFirst = others.every(({ name, since }) => Date.now() - since < AT_ONCE && own < name);
    if (!isFirst || performance.now() - began > AT_ONCE) throw inUse(other, place);
    await delay(POLL);
  }
}

interface Found {
  readonly name: string;
  readonly path: string;
  readonly owner: Owner;
  /** When it was made, milliseconds. */
  readonly since: number;
}

/** Those that count; others are removed. */
async function claimsIn({ folder, start }: Place): Promise<Found[]> {
  const found: Found[] = [];
  for (const name of await readdir(folder)) {
    const owner = name.startsWith(start) ? ownerOf(name, END) : undefined;
    if (!owner) continue;
    const path = join(folder, name);
    const since = parseInt(name.slice(start.length), 36); // up to the dot
    if (await isLeft(path, owner, NO_SIGN)) await rm(path, { force: true });
    else found.push({ name, path, owner, since });
  }
  return found;
}

function inUse({ owner, since, path }: Found, { what, argument }: ClaimOptions): OneClassError {
  const process = `process ${String(owner.pid)}${owner.here ? '' : ' of another computer'}`;
  const who = `${process}, since ${new Date(since).toLocaleString('sv-SE')}`;
  const orElse = owner.here ? '' : ` If that computer is off, remove "${path}".`;
  return new OneClassError(
    'invalid-argument',
    `${what} is in use by another run (${who}). Wait until it is done, or name another.${orElse}`,
    { argument, received: path },
  );
}
