import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';

/**
 * Opens a regular file to read it. What else bears a name is not opened: a FIFO waits for ever, a
 * device may never end, and neither can be interrupted.
 * @throws an Error that says what it is instead, as 'it is a FIFO, not a regular file'; what `open`
 *   throws
 */
export async function openRegular(path: string): Promise<FileHandle> {
  checkRegular(await stat(path));
  // Without waiting, should it have become a FIFO since. There is no such flag on Windows.
  const flags = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);
  const file = await open(path, flags);
  try {
    checkRegular(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** @throws as {@link openRegular} */
export async function readRegular(path: string): Promise<Uint8Array> {
  const file = await openRegular(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

type Found = Awaited<ReturnType<typeof stat>>;

const KINDS: readonly (readonly [what: string, is: (found: Found) => boolean])[] = [
  ['a folder', (found) => found.isDirectory()],
  ['a FIFO', (found) => found.isFIFO()],
  ['a socket', (found) => found.isSocket()],
];

function checkRegular(found: Found): void {
  if (found.isFile()) return;
  const [kind = 'a device'] = KINDS.find(([, is]) => is(found)) ?? [];
  throw new Error(`it is ${kind}, not a regular file`);
}
