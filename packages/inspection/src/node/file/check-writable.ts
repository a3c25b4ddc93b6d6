import { access, constants, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OneClassError, type ErrorCode } from '@oneclass/core';

/** Of the 255 that file systems take; the others are for the name it has while it is written. */
const MOST_BYTES = 200;

/**
 * So that a long fit does not end with nowhere to write to.
 * @throws OneClassError `not-found`, `invalid-argument`
 */
export async function checkWritable(file: string): Promise<void> {
  const wrong = (message: string, code: ErrorCode = 'invalid-argument'): OneClassError =>
    new OneClassError(code, message, { argument: 'output', received: file });
  if (file === '')
    throw wrong('The name of the output is empty. Name a file, such as detector.oneclass.');
  const target = await stat(file).catch(() => undefined);
  if (target?.isDirectory() === true)
    throw wrong(`"${file}" is a folder. Name a file, such as ${join(file, 'detector.oneclass')}.`);
  if (target && !target.isFile())
    throw wrong(`"${file}" can't be written: it is no regular file. Name another.`);
  if (/[/\\]$/.test(file))
    throw wrong(`"${file}" names a folder. Name a file, such as ${file}detector.oneclass.`);
  if (Buffer.byteLength(basename(file)) > MOST_BYTES) {
    throw wrong(
      `The name of the output is longer than ${String(MOST_BYTES)} bytes: "${basename(file)}". ` +
        'Name it shorter.',
    );
  }
  const folder = dirname(file);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) {
    throw wrong(
      `"${file}" can't be written: there is no folder "${folder}". Make it first.`,
      'not-found',
    );
  }
  await access(folder, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw wrong(
      `"${file}" can't be written: no permission for folder "${folder}" ` +
        `(${(cause as NodeJS.ErrnoException).code ?? ''}). Name another.`,
    );
  });
}
