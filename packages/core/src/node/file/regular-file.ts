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
  const file = await open(path, WITHOUT_WAITING);
  try {
    checkRegular(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Should it have become a FIFO since it was looked at. There is no such flag on Windows. */
const WITHOUT_WAITING = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/**
 * As many bytes as it had when it was looked at, in as few calls as can be: images are read by the
 * thousand.
 * @throws as {@link openRegular}
 */
export async function readRegular(path: string): Promise<Uint8Array> {
  const found = await stat(path);
  checkRegular(found);
  const file = await open(path, WITHOUT_WAITING);
  try {
    // Some of the system's own files have bytes, and no size.
    if (found.size === 0) return await file.readFile();
    const bytes = Buffer.allocUnsafeSlow(found.size);
    let end = 0;
    while (end < bytes.length) {
      const { bytesRead } = await file.read(bytes, end, bytes.length - end, end);
      if (bytesRead === 0) break;
      end += bytesRead;
    }
    return bytes.subarray(0, end);
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
