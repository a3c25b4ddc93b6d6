import { writeSafetensors, type NamedTensor } from '@oneclass/core';
import { pattern } from '../../../scripts/golden/pattern.ts';
import { layersUpTo, tensorsOf } from '../src/layer-table.ts';

/** VGG-19's tensors up to the layer `last`, as golden/vgg.py has them. */
export function patternedTensors(last: string): Record<string, NamedTensor> {
  const specs = layersUpTo('vgg19', last).flatMap(tensorsOf);
  return Object.fromEntries(
    specs.map(({ name, shape }, salt): [string, NamedTensor] => {
      const scale =
        shape.length === 1
          ? Math.fround(0.2)
          : Math.fround(Math.sqrt(24 / (9 * (shape[1] as number))));
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
export const patternedWeights = ({
  last = 'relu2_1',
  more = {},
}: WeightsFileOptions = {}): Uint8Array<ArrayBuffer> =>
  writeSafetensors({
    tensors: {
      ...patternedTensors(last),
      'classifier.0.weight': { shape: [50_000], data: new Float32Array(50_000) },
      ...more,
    },
    metadata: {},
  });
