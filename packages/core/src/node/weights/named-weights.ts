/**
 * @file Weights as a command line names them: `--weights FILE|URL|random:SEED`, or
 *   ONECLASS_WEIGHTS.
 */
import { OneClassError } from '../../error.ts';
import type { FeatureNetwork } from '../../weights/feature-network.ts';

/** A file or an address; or the seed of random ones, for trying things out. */
export type NamedWeights = { readonly weights: string } | { readonly randomSeed: number };

/**
 * @param given of `--weights`; ONECLASS_WEIGHTS where it is undefined
 * @throws OneClassError `invalid-argument` where both are missing
 */
export function namedWeights(
  given: string | undefined,
  { title, weights: published }: Pick<FeatureNetwork, 'title' | 'weights'>,
): NamedWeights {
  const weights = given ?? process.env['ONECLASS_WEIGHTS'] ?? '';
  if (weights === '') {
    throw new OneClassError(
      'invalid-argument',
      `The weights of ${title} are missing: give --weights FILE|URL, or set ONECLASS_WEIGHTS. ` +
        `They are a safetensors file with ${published.naming} names, such as ` +
        `${published.address} (of which ${published.share} are read, and kept). --weights ` +
        'random:0 tries it out without any.',
      { argument: '--weights', expected: 'a safetensors file or its address' },
    );
  }
  const [, seed] = /^random:(\d+)$/.exec(weights) ?? [];
  return seed === undefined ? { weights } : { randomSeed: Number(seed) };
}
