/**
 * @file Weights as a command line names them: `--weights FILE|URL|random:SEED`, or
 *   ONECLASS_WEIGHTS, or those that `oneclass weights download` keeps.
 */
import { OneClassError } from '../../error.ts';
import type { FeatureNetwork, NetworkRecipe } from '../../weights/feature-network.ts';
import type { DownloadOptions } from '../../weights/remote-source.ts';
import type { TensorSource } from '../../weights/tensor-source.ts';
import { keptWeights } from './kept-weights.ts';
import { openWeights } from './open-weights.ts';

/** A file, opened; or the seed of random ones, for trying things out. */
export type NamedWeights = { readonly source: TensorSource } | { readonly randomSeed: number };

export interface NamingOptions extends DownloadOptions {
  /** Of `--weights`. */
  readonly given?: string | undefined;
  readonly say?: ((line: string) => void) | undefined;
}

/**
 * Those given; else those that ONECLASS_WEIGHTS names, unless they are another network's; else
 * those kept.
 * @returns undefined where there are none
 * @throws OneClassError as `openWeights`
 */
export async function findWeights<R extends NetworkRecipe>(
  network: FeatureNetwork<R>,
  { given, say, ...download }: NamingOptions = {},
): Promise<NamedWeights | undefined> {
  const environment = process.env['ONECLASS_WEIGHTS'] ?? '';
  const weights = given ?? environment;
  if (weights !== '') {
    const [, seed] = /^random:(\d+)$/.exec(weights) ?? [];
    if (seed !== undefined) return { randomSeed: Number(seed) };
    const source = await openWeights(weights, download);
    if (given !== undefined || isOf(network, source)) return { source };
    say?.(`ONECLASS_WEIGHTS names weights of another network: not taken for ${network.title}.`);
  }
  const kept = await keptWeights(network.name);
  return kept === undefined ? undefined : { source: await openWeights(kept, download) };
}

/** Whether any tensor of the network is there. */
function isOf<R extends NetworkRecipe>(
  { layers, tensorsUpTo }: FeatureNetwork<R>,
  { entries }: TensorSource,
): boolean {
  const names = new Set(entries.map(({ name }) => name));
  return tensorsUpTo(layers.at(-1) as string).some(({ name }) => names.has(name));
}

/** What to do where {@link findWeights} finds none. */
export const missingWeights = <R extends NetworkRecipe>({
  name,
  title,
  weights,
}: FeatureNetwork<R>): OneClassError =>
  new OneClassError(
    'invalid-argument',
    `The weights of ${title} are missing: \`oneclass weights download ${name}\` fetches them ` +
      `once (licence: ${weights.licence}). Or give --weights FILE|URL, or set ONECLASS_WEIGHTS, ` +
      `with ${weights.naming} names, such as ${weights.address}; --weights random:0 tries it out ` +
      'without any.',
    { argument: '--weights', expected: 'a safetensors file or its address' },
  );
