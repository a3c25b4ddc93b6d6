import { OneClassError, readArtifact, type ArtifactInfo, type DetectorState } from '@oneclass/core';
import { readRegular, writeFileAtomic } from '@oneclass/core/node';
import { naming } from '../../inspector/checked-detector.ts';
import type { Inspector } from '../../inspector/inspector.ts';
import { openInspector, type OpenOptions } from '../../inspector/open-inspector.ts';
import { packInspector } from '../../inspector/pack-inspector.ts';

const EXPECTED = 'Expected a detector that `oneclass fit … -o FILE` or `saveInspector` wrote.';

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readRegular(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const missing = code === 'ENOENT';
    const message = missing
      ? `There is no file "${file}".`
      : `"${file}" can't be read: ${(cause as Error).message}.`;
    throw new OneClassError(code ? 'not-found' : 'invalid-argument', `${message} ${EXPECTED}`, {
      argument: 'file',
      received: file,
      cause,
    });
  }
}

/**
 * {@link openInspector} of a file.
 * @throws OneClassError as `openInspector`, with the file named in the message; `not-found`,
 *   `invalid-argument` for what is no file
 */
export async function openInspectorFile(
  file: string,
  options: Omit<OpenOptions, 'name'>,
): Promise<Inspector> {
  return openInspector(await readBytes(file), { ...options, name: file });
}

/**
 * Writes the inspector to a file, all or nothing.
 * @throws OneClassError `invalid-argument`, `not-found` where it can't be written
 */
export const saveInspector = (inspector: Inspector, file: string): Promise<void> =>
  writeFileAtomic(file, packInspector(inspector));

export interface DetectorFile {
  readonly artifact: ArtifactInfo;
  readonly state: DetectorState;
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * What a file says, without the code of its method.
 * @throws OneClassError `not-found`, `invalid-argument`, `invalid-artifact`
 */
export async function readDetectorFile(file: string): Promise<DetectorFile> {
  const bytes = await readBytes(file);
  return { ...(await naming(file, () => readArtifact(bytes))), bytes: bytes.length };
}
