import { access, constants, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  OneClassError,
  readArtifact,
  type ArtifactInfo,
  type Detector,
  type DetectorState,
  type InputSpec,
  type PackOptions,
} from '@oneclass/core';
import { say } from '@oneclass/terminal';
import { checkedDetector, naming } from './checked-detector.ts';
import { withSavedFeatures, type FeatureOptions } from './features.ts';
import { methodOf, otherVersion } from './method.ts';

async function readBytes(file: string): Promise<Uint8Array> {
  const found = await stat(file).catch(() => undefined);
  if (found && !found.isFile()) {
    const what = found.isDirectory() ? 'is a folder' : 'is no regular file';
    throw new OneClassError(
      'invalid-argument',
      `"${file}" ${what}. Expected a detector that \`oneclass fit … -o FILE\` saved.`,
      { argument: 'file', received: file },
    );
  }
  try {
    return await readFile(file);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const message = missing
      ? `There is no file "${file}".`
      : `"${file}" can't be read: ${(cause as Error).message}.`;
    throw new OneClassError(
      'not-found',
      `${message} Expected a detector that \`oneclass fit … -o FILE\` saved.`,
      { argument: 'file', received: file, cause },
    );
  }
}

export interface OpenDetector {
  readonly detector: Detector;
  readonly artifact: ArtifactInfo;
  /** How new images are brought to the detector's shape. */
  readonly input: InputSpec;
  /** The packages of its method and features as they are here, for a file that is saved anew. */
  readonly origin: Pick<PackOptions, 'package' | 'featuresPackage'>;
  /** Frees the detector, and the features that it stands on. */
  dispose(): void;
}

export interface OpenOptions extends FeatureOptions {
  /**
   * `--method`: where the method is, if not among those that come with the command or are installed
   * here.
   */
  readonly method?: string | undefined;
}

/**
 * @throws OneClassError `not-found`, `invalid-argument`, `invalid-artifact`, `unknown-name`, with
 *   the file named in the message; as a provider's `open` for weights
 */
export async function openDetector(
  file: string,
  { method: given, ...options }: OpenOptions,
): Promise<OpenDetector> {
  const bytes = await readBytes(file);
  const { artifact, state } = await naming(file, () => readArtifact(bytes));
  const found =
    given === undefined
      ? await naming(file, () => methodOf(artifact))
      : await methodOf(artifact, given);
  const warning = otherVersion(artifact.package, found.package);
  if (warning !== '') say(`"${file}": ${warning}`);
  const ready = await naming(file, () => withSavedFeatures(found.value, artifact, options));
  const restored = await naming(file, () => ready.method.restore(state)).catch((error: unknown) => {
    ready.dispose();
    throw error;
  });
  const detector = checkedDetector(restored, { file, method: ready.method });
  const [height, width, channels] = detector.sampleShape;
  return {
    detector,
    artifact,
    input: artifact.input ?? { height, width, channels: channels === 3 ? 3 : 1, resize: 'area' },
    origin: {
      package: found.package ?? artifact.package,
      featuresPackage: ready.featuresPackage ?? artifact.featuresPackage,
    },
    dispose() {
      detector.dispose();
      ready.dispose();
    },
  };
}

/** @throws OneClassError `not-found`, `invalid-argument`, `invalid-artifact` */
export async function inspectFile(
  file: string,
): Promise<{ artifact: ArtifactInfo; state: DetectorState; bytes: number }> {
  const bytes = await readBytes(file);
  return { ...(await naming(file, () => readArtifact(bytes))), bytes: bytes.length };
}

/**
 * So that a long fit does not end with nowhere to write to.
 * @throws OneClassError `not-found`, `invalid-argument`
 */
export async function checkWritable(file: string): Promise<void> {
  const wrong = (
    message: string,
    code: 'not-found' | 'invalid-argument' = 'invalid-argument',
  ): OneClassError => new OneClassError(code, message, { argument: '--output', received: file });
  if (file === '')
    throw wrong('The name after -o is empty. Name a file, as in -o detector.oneclass.');
  const target = await stat(file).catch(() => undefined);
  if (target?.isDirectory() === true)
    throw wrong(`"${file}" is a folder. Name a file, as in -o ${join(file, 'detector.oneclass')}.`);
  if (target && !target.isFile())
    throw wrong(`"${file}" can't be written: it is no regular file. Name another.`);
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
