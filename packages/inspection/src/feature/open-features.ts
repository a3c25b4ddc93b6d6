import {
  OneClassError,
  type FeatureExtractor,
  type FeatureOpening,
  type FeatureProvider,
} from '@oneclass/core';

/**
 * The features of a provider, whoever wrote it, which the caller disposes of.
 * @throws OneClassError as the provider's `open`; `invalid-argument` for weights where it takes
 *   none; `unknown-name` where it opens others than `id` asks for; `unsupported` for what is no
 *   extractor, or one that the provider does not recognise by its id
 */
export async function openFeatures(
  provider: FeatureProvider,
  opening: FeatureOpening = {},
): Promise<FeatureExtractor> {
  const { weights, id } = opening;
  if (weights !== undefined && provider.weights === undefined) {
    throw new OneClassError(
      'invalid-argument',
      `weights: the features ${provider.name} take none. Leave them out.`,
      { argument: 'weights', received: weights },
    );
  }
  const opened: unknown = await provider.open(opening);
  if (!isExtractor(opened)) throw noExtractor(provider);
  try {
    checkOpened(provider, opened.id, id);
    return opened;
  } catch (error) {
    opened.dispose();
    throw error;
  }
}

function isExtractor(value: unknown): value is FeatureExtractor {
  if (typeof value !== 'object' || value === null) return false;
  const { id, hash, layers, extract, dispose } = value as Partial<FeatureExtractor>;
  return (
    [id, hash].every((part) => typeof part === 'string') &&
    Array.isArray(layers) &&
    [extract, dispose].every((part) => typeof part === 'function')
  );
}

const noExtractor = ({ name }: FeatureProvider): OneClassError =>
  new OneClassError(
    'unsupported',
    `open() of features "${name}" gave no features: expected an object with id, hash, layers, ` +
      'extract and dispose. Correct the provider.',
    { argument: name },
  );

/** A detector on features that nobody opens again could not be used. */
function checkOpened(provider: FeatureProvider, opened: string, wanted: string | undefined): void {
  if (wanted !== undefined && opened !== wanted) {
    throw notTheirs(`the provider ${provider.name} opened '${opened}' for '${wanted}'`, wanted);
  }
  if (provider.recognizes(opened)) return;
  throw new OneClassError(
    'unsupported',
    `The provider ${provider.name} does not recognise '${opened}', the id of its own features: ` +
      'no detector on them could be opened again. Correct its `recognizes`.',
    { argument: 'features', received: opened },
  );
}

/** Of a saved detector whose features nobody here makes. */
export const notTheirs = (what: string, id: string): OneClassError =>
  new OneClassError(
    'unknown-name',
    `${what}. Install the package that makes them and name it in \`features\`.`,
    { argument: 'features', expected: id },
  );
