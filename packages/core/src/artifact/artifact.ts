import type { Detector, DetectorState } from '../contract/detector.ts';
import type { Method } from '../contract/method.ts';
import type { InputSpec } from '../contract/dataset.ts';
import type { Threshold } from '../contract/threshold.ts';
import { OneClassError } from '../error.ts';
import type { SavedScores } from '../thresholds/calibration-scores.ts';
import {
  parseInfo,
  stringifyInfo,
  type ArtifactInfo,
  type PackageId,
  type SeenImages,
} from './info.ts';
import { readSafetensors } from './safetensors-reader.ts';
import { writeSafetensors } from './safetensors-writer.ts';

export interface PackOptions {
  /** How images were brought to the detector's sample shape. */
  readonly input?: InputSpec | undefined;
  readonly calibration?: Threshold | undefined;
  /** Above it, and not above `calibration`, an image is uncertain. */
  readonly uncertainCalibration?: Threshold | undefined;
  /** Of the normal images that the thresholds rest on: `writeCalibration` of `./thresholds`. */
  readonly calibrationScores?: SavedScores | undefined;
  /** Of pixels. */
  readonly pixelCalibration?: Threshold | undefined;
  /** Images that it was fitted and calibrated on. */
  readonly seen?: SeenImages | undefined;
  /** The package that provides the method, so that a reader can say what to install. */
  readonly package?: PackageId | undefined;
  /** The package that provides the features. */
  readonly featuresPackage?: PackageId | undefined;
  readonly versions?: Readonly<Record<string, string>> | undefined;
}

/**
 * The detector as one safetensors file, its description in `__metadata__.oneclass`. The same
 * detector gives the same bytes.
 * @throws OneClassError `invalid-argument` when the state or an option cannot be written so that
 *   it reads back the same
 */
export function pack(detector: Detector, options: PackOptions = {}): Uint8Array<ArrayBuffer> {
  const { tensors, version: _, ...state } = detector.state();
  const text = stringifyInfo({ ...state, ...options, versions: options.versions ?? {} });
  try {
    parseInfo(text);
  } catch (cause) {
    throw new OneClassError(
      'invalid-argument',
      `This '${state.method}' detector cannot be packed. ${(cause as Error).message}`,
      { cause },
    );
  }
  return writeSafetensors({ tensors, metadata: { oneclass: text } });
}

/**
 * What an artifact holds, without the code of its method.
 * @throws OneClassError `invalid-artifact` for a damaged or foreign file, or one from a later
 *   version
 */
export function readArtifact(bytes: Uint8Array): { artifact: ArtifactInfo; state: DetectorState } {
  const { tensors, metadata } = readSafetensors(bytes);
  const text = Object.hasOwn(metadata, 'oneclass') ? metadata['oneclass'] : undefined;
  if (text === undefined) {
    throw new OneClassError(
      'invalid-artifact',
      'This safetensors file holds no detector: its `__metadata__` has no `oneclass`. ' +
        'Expected a file that `pack` or `oneclass fit` wrote.',
      { expected: '`__metadata__.oneclass`' },
    );
  }
  const artifact = parseInfo(text);
  const { method, config, sampleShape, features, facts } = artifact;
  const version = artifact.package?.version;
  return {
    artifact,
    state: { method, config, sampleShape, features, facts, tensors, version },
  };
}

/**
 * The detector that `pack` was given, restored by its method.
 * @param methods where to look for it
 * @throws OneClassError as `readArtifact`; `unknown-name` when its method is not among `methods`;
 *   what the method's `restore` throws
 */
export function unpack(
  bytes: Uint8Array,
  methods: readonly Method[],
): { detector: Detector; artifact: ArtifactInfo } {
  const { artifact, state } = readArtifact(bytes);
  const method = methods.find(({ name }) => name === artifact.method);
  if (method === undefined) throw unknownMethod(artifact, methods);
  return { detector: method.restore(state), artifact };
}

function unknownMethod(artifact: ArtifactInfo, methods: readonly Method[]): OneClassError {
  const known = methods.map(({ name }) => name).join(', ') || 'none';
  const from = artifact.package?.name ?? 'the package that provides it';
  return new OneClassError(
    'unknown-name',
    `This artifact was made by the method '${artifact.method}', which is not among those ` +
      `given: ${known}. Install ${from} and pass its method too.`,
    { argument: 'methods', expected: artifact.method, received: known },
  );
}
