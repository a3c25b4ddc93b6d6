import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OneClassError, readArtifact, unpack, type ArtifactInfo, type Detector, type DetectorState, type InputSpec } from '@oneclass/core';
import { installedMethods } from './method.ts';

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const message = missing ? `There is no file "${file}".` : `"${file}" can't be read: ${(cause as Error).message}.`;
    throw new OneClassError('not-found', `${message} Expected a detector that \`oneclass fit … -o FILE\` saved.`, { argument: 'file', received: file, cause });
  }
}

/** Names the file in an error about what is in it. */
function naming<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof OneClassError) {
      throw new OneClassError(error.code, `"${file}": ${error.message}`, { argument: 'file', received: file, cause: error });
    }
    throw error;
  }
}

export interface OpenDetector {
  readonly detector: Detector;
  readonly artifact: ArtifactInfo;
  /** How new images are brought to the detector's shape. */
  readonly input: InputSpec;
}

/** @throws OneClassError `not-found`, `invalid-artifact`, `unknown-name`; the file is named in the message */
export async function openDetector(file: string): Promise<OpenDetector> {
  const bytes = await readBytes(file);
  const methods = (await installedMethods()).map(({ method }) => method);
  const { detector, artifact } = naming(file, () => unpack(bytes, methods));
  const [height, width, channels] = detector.sampleShape;
  return { detector, artifact, input: artifact.input ?? { height, width, channels: channels === 3 ? 3 : 1, resize: 'area' } };
}

/** @throws OneClassError `not-found`, `invalid-artifact` */
export async function inspectFile(file: string): Promise<{ artifact: ArtifactInfo; state: DetectorState; bytes: number }> {
  const bytes = await readBytes(file);
  return { ...naming(file, () => readArtifact(bytes)), bytes: bytes.length };
}

/** So that a long fit does not end with nowhere to write to. @throws OneClassError `not-found`, `invalid-argument` */
export async function checkWritable(file: string): Promise<void> {
  const folder = await stat(dirname(file)).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw new OneClassError('not-found', `"${file}" can't be written: there is no folder "${dirname(file)}". Make it first.`, { argument: '--output', received: file });
  }
  if ((await stat(file).catch(() => undefined))?.isDirectory() === true) {
    throw new OneClassError('invalid-argument', `"${file}" is a folder. Name a file, as in -o ${file}/detector.oneclass.`, { argument: '--output', received: file });
  }
}
