import { OneClassError, type SampleShape } from '@oneclass/core';
import { conv2d, fanInUniform, relu, sequential, transposedConv2d } from '@oneclass/nn';
import { numbered, pairs, product, sum, type AutoencoderLayers } from '../network.ts';
import { METHOD_NAME, type SmallConvAutoencoderConfig } from './config.ts';

type Sizes = Pick<SmallConvAutoencoderConfig, 'encoder'>;

const KERNEL = 5;

/** Height and width must be this at least: a pixel is left of it. */
export const leastSide = ({ encoder }: Sizes): number => 1 + (KERNEL - 1) * encoder.length;

/**
 * Convolutions without padding, then transposed convolutions, a ReLU after every one, the output
 * too.
 * @throws OneClassError `invalid-shape` when nothing of the images would be left
 */
export function smallConvLayers(
  [height, width, channels]: SampleShape,
  { encoder }: Sizes,
): AutoencoderLayers {
  const least = leastSide({ encoder });
  if (Math.min(height, width) < least) {
    throw new OneClassError(
      'invalid-shape',
      `${METHOD_NAME} received images of ${String(height)}×${String(width)}; with ` +
        `${String(encoder.length)} convolutions of ${String(KERNEL)}×${String(KERNEL)} ` +
        `both sides must be ${String(least)} at least. Resize the images, or take fewer ` +
        'convolutions (`encoder`).',
      {
        argument: 'samples',
        expected: `sides of ${String(least)} or more`,
        received: [height, width],
      },
    );
  }
  const maps = [channels, ...encoder];
  const initial = { kernel: KERNEL, initializer: fanInUniform, biasInitializer: fanInUniform };
  const down = pairs(maps).map(([inputs, outputs]) =>
    sequential({ conv: conv2d({ inputs, outputs, ...initial }), relu: relu() }),
  );
  const up = pairs(maps.toReversed()).map(([inputs, outputs]) =>
    sequential({ conv: transposedConv2d({ inputs, outputs, ...initial }), relu: relu() }),
  );
  const values = maps.map(
    (count, i) => (height - (KERNEL - 1) * i) * (width - (KERNEL - 1) * i) * count,
  );
  return {
    encoder: sequential(numbered(down, 'block')),
    decoder: sequential(numbered(up, 'block')),
    codeSize: values[values.length - 1] as number,
    activations: 2 * sum(values),
    weights: 2 * KERNEL ** 2 * sum(pairs(maps).map(product)),
  };
}
