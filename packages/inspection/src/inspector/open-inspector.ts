import {
  isFeatureMethod,
  OneClassError,
  readArtifact,
  type AnyMethod,
  type ArtifactInfo,
  type Detector,
  type DetectorState,
  type Method,
  type PackageId,
} from '@oneclass/core';
import { readCalibration } from '@oneclass/core/thresholds';
import { openFeatures } from '../feature/open-features.ts';
import { checkedDetector, naming } from './checked-detector.ts';
import {
  findFeaturesIn,
  findIn,
  type FoundMethod,
  type MethodSource,
  type ProviderSource,
} from './found.ts';
import type { Thresholds } from '../threshold/thresholds.ts';
import { createInspector, type Inspector } from './inspector.ts';

export interface OpenOptions {
  /** The method that made the detector is looked for here. */
  readonly methods: MethodSource;
  /** And, of methods on features, who opens these again. */
  readonly features?: ProviderSource | undefined;
  /** Where the weights of the features are, in their provider's own terms: a file, an address. */
  readonly weights?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** One line about what a user has to know, such as another version of the method's package. */
  readonly say?: ((line: string) => void) | undefined;
  /** What to call the detector in errors: its file. */
  readonly name?: string | undefined;
}

/**
 * A saved detector, ready for new images. A TensorFlow.js backend must be set.
 * @param bytes of its file
 * @throws OneClassError `invalid-artifact` for a damaged or foreign file; `unknown-name` when its
 *   method or features are not among those given; as a provider's `open` for weights
 */
export async function openInspector(bytes: Uint8Array, options: OpenOptions): Promise<Inspector> {
  const { name, methods, say } = options;
  const { artifact, state } = await naming(name, () => readArtifact(bytes));
  const found = await naming(name, () => findIn(methods, artifact));
  const warning = otherVersion(artifact.package, found.package);
  if (warning !== '')
    say?.(`${name === undefined ? 'This detector was' : `"${name}":`} ${warning}`);
  const ready = await naming(name, () => onSavedFeatures(found.value, artifact, options));
  const detector = await restored(ready, state, name);
  return createInspector({
    detector,
    input: artifact.input,
    thresholds: thresholdsOf(artifact),
    origin: originOf(artifact, found, ready),
    seen: artifact.seen,
    free: ready.dispose,
  });
}

const thresholdsOf = ({ calibrationScores, ...artifact }: ArtifactInfo): Thresholds => ({
  image: artifact.calibration,
  uncertain: artifact.uncertainCalibration,
  pixel: artifact.pixelCalibration,
  calibration: calibrationScores && readCalibration(calibrationScores),
});

const originOf = (
  artifact: ArtifactInfo,
  found: FoundMethod,
  ready: ReadyMethod,
): Inspector['origin'] => ({
  package: found.package ?? artifact.package,
  featuresPackage: ready.featuresPackage ?? artifact.featuresPackage,
  versions: artifact.versions,
});

async function restored(
  { method, dispose }: ReadyMethod,
  state: DetectorState,
  name: string | undefined,
): Promise<Detector> {
  let detector: Detector | undefined;
  try {
    detector = await naming(name, () => method.restore(state));
    return checkedDetector(detector, { name, method });
  } catch (error) {
    detector?.dispose();
    dispose();
    throw error;
  }
}

/** A method that can fit and restore. */
interface ReadyMethod {
  readonly method: Method;
  /** The package of its features. */
  readonly featuresPackage: PackageId | undefined;
  /** Frees the features, where there are any. */
  dispose(): void;
}

async function onSavedFeatures(
  method: AnyMethod,
  { features, featuresPackage }: ArtifactInfo,
  { features: source = [], weights, signal, say }: OpenOptions,
): Promise<ReadyMethod> {
  if (!isFeatureMethod(method)) {
    if (weights !== undefined) throw noFeatures(method, 'weights');
    return { method, featuresPackage: undefined, dispose: () => undefined };
  }
  if (!features) {
    throw new OneClassError(
      'invalid-artifact',
      `it does not say on which features its ${method.name} detector was fitted. The file is ` +
        'damaged: fit the detector again.',
      { argument: 'features' },
    );
  }
  const { id } = features;
  const { value: provider, package: from } = await findFeaturesIn(source, {
    id,
    package: featuresPackage,
  });
  const warning = otherVersion(featuresPackage, from);
  if (warning !== '') say?.(`Its features were ${warning}`);
  const extractor = await openFeatures(provider, { id, weights, signal, say });
  const dispose = (): void => {
    extractor.dispose();
  };
  try {
    return { method: method.on(extractor), featuresPackage: from, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** @param argument what was given for features */
export const noFeatures = ({ name }: AnyMethod, argument: string): OneClassError =>
  new OneClassError(
    'invalid-argument',
    `${argument} is for a method on pretrained features; ${name} takes none. Leave it out.`,
    { argument },
  );

/** A word where another version of the package restores the detector than saved it. */
function otherVersion(saved: PackageId | undefined, now: PackageId | undefined): string {
  if (saved?.version === undefined || now?.version === undefined) return '';
  if (saved.version === now.version) return '';
  return (
    `saved by ${saved.name} ${saved.version}, and ${now.version} is here: scores may differ. ` +
    `Fit it again, or install ${saved.name}@${saved.version}.`
  );
}
