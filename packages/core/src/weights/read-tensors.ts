import { checkFloat32, float32Of } from '../artifact/safetensors-reader.ts';
import type { SafetensorsEntry } from '../artifact/safetensors-header.ts';
import type { NamedTensor } from '../contract/detector.ts';
import { OneClassError } from '../error.ts';
import type { FeatureNetwork, NetworkRecipe, Tensors, TensorSpec } from './feature-network.ts';
import type { TensorSource } from './tensor-source.ts';

/**
 * The tensors that the layers of a recipe need; no other is read.
 * @throws OneClassError `not-found` for tensors that the source has not, `invalid-artifact` for
 *   one of another shape or with values that are not finite, `unsupported` for another dtype; what
 *   the source throws
 */
export async function readTensors<R extends NetworkRecipe>(
  source: TensorSource,
  network: FeatureNetwork<R>,
  { layers }: R,
): Promise<Tensors> {
  const specs = network.tensorsUpTo(layers.at(-1) as string);
  const found = new Map(source.entries.map((entry) => [entry.name, entry]));
  const missing = specs.map(({ name }) => name).filter((name) => !found.has(name));
  if (missing.length > 0) throw lacking(missing, { source, network, layers });
  const entries = specs.map((spec) =>
    checkEntry(found.get(spec.name) as SafetensorsEntry, spec, source),
  );
  const tensors = new Map<string, NamedTensor>();
  for await (const [{ name, shape }, bytes] of source.read(entries))
    tensors.set(name, { shape, data: float32Of(bytes) });
  for (const [name, { data }] of tensors) {
    if (!data.every(Number.isFinite))
      throw damaged(source, `tensor ${name} holds values that are not finite`);
  }
  return tensors;
}

interface Lack {
  readonly source: TensorSource;
  readonly network: Pick<
    FeatureNetwork,
    'title' | 'name' | 'layers' | 'tensorsUpTo' | 'weights' | 'package'
  >;
  readonly layers: readonly string[];
}

/** Names of tensors in a message; the rest is counted. */
const SHOWN = 8;

function lacking(missing: readonly string[], { source, network, layers }: Lack): OneClassError {
  const names = new Set(source.entries.map(({ name }) => name));
  const last = network.layers.findLast((layer) =>
    network.tensorsUpTo(layer).every(({ name }) => names.has(name)),
  );
  const rest = missing.length - SHOWN;
  const listed = rest > 1 ? [...missing.slice(0, SHOWN), `and ${String(rest)} more`] : missing;
  return new OneClassError(
    'not-found',
    `${source.name}: the weights lack ${listed.join(', ')}, which ${network.name}'s ` +
      `${layers.join(', ')} need. ` +
      `${last === undefined ? 'Give' : `Ask for layers up to ${last}, or give`} weights with ` +
      `${network.weights.naming} names that have these (see the README of ${network.package}).`,
    {
      argument: 'weights',
      expected: missing.join(', '),
      received: last === undefined ? 'none of the network' : `layers up to ${last}`,
    },
  );
}

function checkEntry(
  entry: SafetensorsEntry,
  { name, shape }: TensorSpec,
  source: TensorSource,
): SafetensorsEntry {
  checkFloat32(entry);
  if (entry.shape.join() === shape.join()) return entry;
  throw damaged(
    source,
    `tensor ${name} has the shape [${entry.shape.join(', ')}], expected ` +
      `[${shape.join(', ')}]: these are not this network's weights`,
  );
}

const damaged = ({ name }: TensorSource, what: string): OneClassError =>
  new OneClassError(
    'invalid-artifact',
    `${name}: ${what}. Copy or download the weights again, or give others.`,
    { argument: 'weights' },
  );
