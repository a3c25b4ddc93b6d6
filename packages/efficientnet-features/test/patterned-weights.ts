import { writeSafetensors, type NamedTensor } from '@oneclass/core';
import { pattern } from '../../../scripts/golden/pattern.ts';
import { convolutionsOf, stagesUpTo, tensorsOf, type ConvolutionSpec } from '../src/stage-table.ts';

const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);

/** How golden/efficientnet.py scales the pattern of each of a convolution's tensors. */
function scales({ activated }: ConvolutionSpec, fanIn: number): ((value: number) => number)[] {
  const deviation = Math.fround(Math.sqrt(12 / fanIn));
  return [
    (value) => value * deviation,
    (value) => value + (activated ? 2 : 1),
    (value) => value,
    (value) => value * 0.5,
    (value) => value + 1,
  ];
}

/** EfficientNet-Lite0's tensors up to the layer `last`, as golden/efficientnet.py has them. */
export function patternedTensors(last: string): Record<string, NamedTensor> {
  let salt = 0;
  const tensors: Record<string, NamedTensor> = {};
  for (const convolution of convolutionsOf(stagesUpTo(last))) {
    const specs = tensorsOf(convolution);
    const scaled = scales(convolution, sizeOf(specs[0]?.shape.slice(1) ?? []));
    specs.forEach(({ name, shape }, i) => {
      tensors[name] = {
        shape,
        data: pattern(sizeOf(shape), salt++).map(scaled[i] as (value: number) => number),
      };
    });
  }
  return tensors;
}

/** A safetensors file of them, with a head that no layer needs. */
export const patternedWeights = (
  last = 's6',
  more: Readonly<Record<string, NamedTensor>> = {},
): Uint8Array<ArrayBuffer> =>
  writeSafetensors({
    tensors: {
      ...patternedTensors(last),
      'classifier.weight': { shape: [50_000], data: new Float32Array(50_000) },
      ...more,
    },
    metadata: {},
  });
