import type { SampleShape } from '@oneclass/core';
import {
  dense,
  fanInUniform,
  flatten,
  relu,
  reshape,
  sequential,
  type LayerFactory,
} from '@oneclass/nn';
import { numbered, pairs, product, sum, type AutoencoderLayers } from '../network.ts';
import type { MlpAutoencoderConfig } from './config.ts';

/** Dense layers down to the code and back, a ReLU after every one, the output too. */
export function mlpLayers(
  sampleShape: SampleShape,
  { encoder }: Pick<MlpAutoencoderConfig, 'encoder'>,
): AutoencoderLayers {
  const down = [product(sampleShape), ...encoder];
  const up = down.toReversed();
  return {
    encoder: sequential({ flat: flatten(), ...numbered(blocks(down), 'block') }),
    decoder: sequential({ ...numbered(blocks(up), 'block'), image: reshape(sampleShape) }),
    codeSize: encoder[encoder.length - 1] as number,
    activations: sum([...down, ...up]),
    weights: 2 * sum(pairs(down).map(product)),
  };
}

const blocks = (sizes: readonly number[]): LayerFactory[] =>
  pairs(sizes).map(([inputs, outputs]) => {
    const initial = { initializer: fanInUniform, biasInitializer: fanInUniform };
    return sequential({ dense: dense({ inputs, outputs, ...initial }), relu: relu() });
  });
