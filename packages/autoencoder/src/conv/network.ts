import { OneClassError, type SampleShape } from '@oneclass/core';
import {
  averagePool,
  batchNorm,
  conv2d,
  maxPool2,
  relu,
  sequential,
  transposedConv2d,
  type LayerFactory,
} from '@oneclass/nn';
import { numbered, pairs, product, sum, type AutoencoderLayers } from '../network.ts';
import { METHOD_NAME, type ConvAutoencoderConfig } from './config.ts';

type Sizes = Pick<ConvAutoencoderConfig, 'encoder' | 'decoder'>;

/** The code is a grid of vectors; one vector where the decoder grows it to the whole image. */
interface CodeShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Height and width must be multiples of this. */
export function sizeStep({ encoder, decoder }: Sizes): number {
  return Math.max(2 ** encoder.length, 2 ** (decoder.length + 1));
}

/** @throws OneClassError `invalid-shape` when the image's sides are not multiples of `sizeStep` */
export function codeShape([height, width]: SampleShape, config: Sizes): CodeShape {
  const step = sizeStep(config);
  if (height === 0 || width === 0 || height % step !== 0 || width % step !== 0) {
    throw new OneClassError(
      'invalid-shape',
      `${METHOD_NAME} received images of ${String(height)}×${String(width)}; with ` +
        `${String(config.encoder.length)} encoder and ` +
        `${String(config.decoder.length)} decoder blocks both sides must be multiples of ` +
        `${String(step)}. Resize the images, to ` +
        `${String(nearest(height, step))}×${String(nearest(width, step))} for instance, or ` +
        'take fewer blocks.',
      { argument: 'samples', expected: `multiples of ${String(step)}`, received: [height, width] },
    );
  }
  const growth = 2 ** (config.decoder.length + 1);
  return {
    height: height / growth,
    width: width / growth,
    channels: config.encoder[config.encoder.length - 1] as number,
  };
}

/** The multiple of `step` nearest to `size`, at least one step. */
export const nearest = (size: number, step: number): number =>
  Math.max(step, Math.round(size / step) * step);

/** @throws OneClassError as `codeShape` */
export function convLayers(sampleShape: SampleShape, config: Sizes): AutoencoderLayers {
  const [height, width, channels] = sampleShape;
  const code = codeShape(sampleShape, config);
  const ofEncoder = config.encoder.map((maps, i) => (height * width * maps) / 4 ** i);
  const ofDecoder = [...config.decoder, channels].map(
    (maps, i) => code.height * code.width * 4 ** (i + 1) * maps,
  );
  const products = (maps: readonly number[]): number => sum(pairs(maps).map(product));
  return {
    encoder: encoder(sampleShape, config),
    decoder: decoder(sampleShape, config),
    codeSize: code.height * code.width * code.channels,
    activations: sum([...ofEncoder, ...ofDecoder]),
    weights:
      9 * products([channels, ...config.encoder]) +
      4 * products([code.channels, ...config.decoder, channels]),
  };
}

/**
 * Blocks of [3×3 convolution, batch norm, ReLU, max-pool 2], then the mean over each place of the
 * code's grid: `[n, h, w, c]` → `[n, grid height, grid width, maps]`.
 */
function encoder([height, width, channels]: SampleShape, config: Sizes): LayerFactory {
  const code = codeShape([height, width, channels], config);
  const shrink = 2 ** config.encoder.length;
  const blocks = config.encoder.map((outputs, i) => {
    const inputs = config.encoder[i - 1] ?? channels;
    return sequential({
      conv: conv2d({ inputs, outputs, kernel: 3, padding: 1, bias: false }),
      norm: batchNorm({ channels: outputs }),
      relu: relu(),
      pool: maxPool2(),
    });
  });
  const pool = averagePool([height / shrink / code.height, width / shrink / code.width]);
  return sequential({ ...numbered(blocks, 'block'), pool });
}

/**
 * Blocks of [2×2 transposed convolution with stride 2, batch norm, ReLU], and one without the last
 * two.
 */
function decoder([, , channels]: SampleShape, config: Sizes): LayerFactory {
  const first = config.encoder[config.encoder.length - 1] as number;
  const blocks = config.decoder.map((outputs, i) =>
    sequential({
      conv: transposedConv2d({
        inputs: config.decoder[i - 1] ?? first,
        outputs,
        kernel: 2,
        stride: 2,
        bias: false,
      }),
      norm: batchNorm({ channels: outputs }),
      relu: relu(),
    }),
  );
  const inputs = config.decoder[config.decoder.length - 1] as number;
  return sequential({
    ...numbered(blocks, 'block'),
    output: transposedConv2d({ inputs, outputs: channels, kernel: 2, stride: 2 }),
  });
}
