import type { DetectorState } from '../contract/detector.ts';
import type { FeatureIdentity } from '../contract/feature-extractor.ts';
import { OneClassError } from '../error.ts';

/**
 * For `restore` of a method on features.
 * @throws OneClassError `invalid-artifact` for a state that names no features, `invalid-argument`
 *   for other features than those that it was fitted on
 */
export function checkFeatures(
  { method, features }: DetectorState,
  { id, hash }: FeatureIdentity,
): void {
  if (!features) {
    throw new OneClassError(
      'invalid-artifact',
      `This file does not say on which features its ${method} detector was fitted. It is ` +
        'damaged: fit the detector again.',
      { argument: 'features' },
    );
  }
  if (features.id === id && features.hash === hash) return;
  const what =
    features.id === id
      ? `other weights: expected the hash ${features.hash}, received ${hash}`
      : `other features: expected '${features.id}' (${features.hash}), received '${id}' (${hash})`;
  throw new OneClassError(
    'invalid-argument',
    `This ${method} detector was fitted on ${what}. Give it the features that it was ` +
      'fitted on, or fit another.',
    {
      argument: 'features',
      expected: features.id === id ? features.hash : features.id,
      received: features.id === id ? hash : id,
    },
  );
}
