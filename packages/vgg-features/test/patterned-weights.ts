import { writeSafetensors, type NamedTensor } from '@oneclass/core';
import { layersUpTo, tensorsOf } from '../src/layer-table.ts';

/** The numbers that golden/vgg.py computes by the same formula: uniform-looking, in [-0.5, 0.5). */
export function pattern(size: number, salt: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => {
    let hash = (Math.imul(i + 1, 2654435761) + Math.imul(salt, 40503)) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0;
    return Math.fround(hash / 2 ** 32 - 0.5);
  });
}

/** VGG-19's tensors up to the layer `last`, as golden/vgg.py has them. */
export function patternedTensors(last: string): Record<string, NamedTensor> {
  const specs = layersUpTo('vgg19', [last]).flatMap((layer) => Object.values(tensorsOf(layer)) as { name: string; shape: number[] }[]);
  return Object.fromEntries(
    specs.map(({ name, shape }, salt): [string, NamedTensor] => {
      const scale = shape.length === 1 ? Math.fround(0.2) : Math.fround(Math.sqrt(24 / (9 * (shape[1] as number))));
      const size = shape.reduce((product, length) => product * length, 1);
      return [name, { shape, data: pattern(size, salt).map((value) => value * scale) }];
    }),
  );
}

export interface WeightsFileOptions {
  readonly last?: string;
  readonly more?: Readonly<Record<string, NamedTensor>>;
}

/** A safetensors file of them, with a head that no layer needs. */
export const patternedWeights = ({ last = 'relu2_1', more = {} }: WeightsFileOptions = {}): Uint8Array<ArrayBuffer> =>
  writeSafetensors({ tensors: { ...patternedTensors(last), 'classifier.0.weight': { shape: [50_000], data: new Float32Array(50_000) }, ...more }, metadata: {} });
