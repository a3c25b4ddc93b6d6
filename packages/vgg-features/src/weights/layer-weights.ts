import {
  checkFloat32,
  float32Of,
  OneClassError,
  type NamedTensor,
  type SafetensorsEntry,
} from '@oneclass/core';
import { layersOf, layersUpTo, tensorsOf, type TensorSpec } from '../layer-table.ts';
import type { VggRecipe } from '../recipe.ts';
import type { TensorSource } from './tensor-source.ts';

/** The tensors of one convolution. */
export interface LayerWeights {
  readonly name: string;
  /** OIHW */
  readonly weight: NamedTensor;
  readonly bias: NamedTensor;
}

/**
 * The weights of the layers up to the last one wanted; no other tensor is read.
 * @throws OneClassError `not-found` for tensors that the source has not, `invalid-artifact` for
 *   one of another shape or with values that are not finite, `unsupported` for another dtype; what
 *   the source throws
 */
export async function readLayerWeights(
  source: TensorSource,
  recipe: VggRecipe,
): Promise<LayerWeights[]> {
  const plan = layersUpTo(recipe.network, recipe.layers);
  const specs = plan.flatMap(tensorsOf);
  const found = new Map(source.entries.map((entry) => [entry.name, entry]));
  checkComplete(specs, { found, source, recipe });
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
  return plan.map((layer) => {
    const [weight, bias] = tensorsOf(layer);
    return {
      name: layer.name,
      weight: tensors.get(weight.name) as NamedTensor,
      bias: tensors.get(bias.name) as NamedTensor,
    };
  });
}

interface Completeness {
  readonly found: ReadonlyMap<string, SafetensorsEntry>;
  readonly source: TensorSource;
  readonly recipe: VggRecipe;
}

function checkComplete(
  specs: readonly TensorSpec[],
  { found, source, recipe: { network, layers } }: Completeness,
): void {
  const missing = specs.map(({ name }) => name).filter((name) => !found.has(name));
  if (missing.length === 0) return;
  const all = layersOf(network);
  const firstLacking = all.findIndex((layer) =>
    tensorsOf(layer).some(({ name }) => !found.has(name)),
  );
  const last = all[firstLacking - 1]?.name;
  const instead = last === undefined ? '' : `Ask for layers up to ${last}, or give`;
  throw new OneClassError(
    'not-found',
    `${source.name}: the weights lack ${missing.join(', ')}, which ${network}'s ` +
      `${layers.join(', ')} need. ` +
      `${instead || 'Give'} weights with torchvision's names that have these (see the README ` +
      'of @oneclass/vgg-features).',
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
