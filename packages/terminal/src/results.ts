/**
 * @file stdout, which results go to. Node writes to a file what there is room for, and leaves out
 *   the rest without a word; to a pipe that nobody reads it writes on.
 */
import { fstatSync, fsyncSync, readlinkSync, writeSync } from 'node:fs';
import { OneClassError, writeError } from '@oneclass/core';

const STDOUT = 1;

/** Of what was written to a pipe or a terminal. */
let failure: NodeJS.ErrnoException | undefined;
let written = false;

/** @throws OneClassError `not-written` where it is a file on a disk that is full or fails */
export function writeResults(text: string): void {
  if (!isFile()) {
    process.stdout.write(text);
    return;
  }
  written = true;
  inFile(() => {
    const bytes = Buffer.from(text);
    for (let start = 0; start < bytes.length;) start += writeSync(STDOUT, bytes, start);
  });
}

/** Whether nobody reads the results any more, as after `oneclass score … | head -1`. */
export const resultsClosed = (): boolean => failure?.code === 'EPIPE';

/** For the start of a program: from here on errors of stdout are kept. */
export function watchResults(): void {
  failure = undefined;
  written = false;
  process.stdout.off('error', keep).on('error', keep);
}

function keep(error: NodeJS.ErrnoException): void {
  failure ??= error;
}

/**
 * For the end of a program.
 * @throws OneClassError `not-written` when not all results are where they should be; that nobody
 *   reads them is no error
 */
export function finishResults(): void {
  if (failure && !resultsClosed()) throw notWritten(failure);
  // Some file systems say only now that they have no room.
  if (written) inFile(() => ignoring('EINVAL', () => fsyncSync(STDOUT)));
}

/** Devices that are no terminal are written to as files are. */
function isFile(): boolean {
  try {
    const found = fstatSync(STDOUT);
    return found.isFile() || (found.isCharacterDevice() && !process.stdout.isTTY);
  } catch {
    return false;
  }
}

function inFile(write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw notWritten(cause);
  }
}

/** A device has nothing to be brought to the disk. */
function ignoring(code: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
  }
}

function notWritten(cause: unknown): OneClassError {
  const { message } = writeError(nameOf(STDOUT), cause);
  return new OneClassError('not-written', `${message} The results there are not whole.`, {
    argument: 'stdout',
    cause,
  });
}

/** The file that it leads to, where the system says. */
function nameOf(descriptor: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${String(descriptor)}`);
  } catch {
    return 'stdout';
  }
}
