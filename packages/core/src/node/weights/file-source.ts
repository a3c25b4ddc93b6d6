import type { FileHandle } from 'node:fs/promises';
import {
  readSafetensorsIndex,
  SAFETENSORS_PREFIX,
  safetensorsHeaderLength,
  type SafetensorsIndex,
} from '../../artifact/safetensors-header.ts';
import { isOneClassError, OneClassError } from '../../error.ts';
import { openRegular } from '../file/regular-file.ts';
import type { TensorSource } from '../../weights/tensor-source.ts';

/**
 * A safetensors file on disk, of which only what is asked for is read.
 * @throws OneClassError `not-found`, `invalid-artifact`
 */
export async function fileSource(path: string): Promise<TensorSource> {
  const { entries } = await withFile(path, readIndex);
  return {
    name: path,
    entries,
    async *read(wanted) {
      for (const entry of wanted)
        yield [entry, await withFile(path, (file) => readBytes(file, entry.begin, entry.end))];
    },
  };
}

async function readIndex(file: FileHandle): Promise<SafetensorsIndex> {
  const { size } = await file.stat();
  const length = safetensorsHeaderLength(
    await readBytes(file, 0, Math.min(size, SAFETENSORS_PREFIX)),
  );
  const index = readSafetensorsIndex(await readBytes(file, 0, Math.min(size, length)));
  if (index.length > size)
    throw new OneClassError(
      'invalid-artifact',
      `The file is cut short: ${String(index.length)} bytes are needed and ${String(size)} ` +
        'are there. Copy or download it again.',
    );
  return index;
}

async function readBytes(file: FileHandle, begin: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - begin);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, begin);
  return bytes.subarray(0, bytesRead);
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle | undefined;
  try {
    file = await openRegular(path);
    return await work(file);
  } catch (cause) {
    const wrong = (code: 'not-found' | 'invalid-artifact', what: string): OneClassError =>
      new OneClassError(code, what, { argument: 'weights', received: path, cause });
    if (isOneClassError(cause)) throw wrong('invalid-artifact', `${path}: ${cause.message}`);
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = missing
      ? `There is no file "${path}"`
      : `"${path}" can't be read (${(cause as Error).message})`;
    throw wrong('not-found', `${problem}. Expected weights as a safetensors file.`);
  } finally {
    await file?.close();
  }
}
