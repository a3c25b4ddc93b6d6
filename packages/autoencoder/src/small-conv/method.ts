/**
 * @file Autoencoder of a few 5×5 convolutions without padding or pooling, 1→3→5 maps and back
 *   with transposed convolutions. After the tutorial that fits one on a single digit of MNIST, with
 *   a ReLU after every layer and PyTorch's initial weights. It stops early as `mlpAutoencoder`
 *   does.
 */
import type { Method } from '@oneclass/core';
import { fitAutoencoder } from '../fit.ts';
import { methodOf } from '../form-method.ts';
import type { Autoencoder, AutoencoderForm } from '../form.ts';
import { shrink } from '../network.ts';
import { METHOD_NAME, resolveSmallConvConfig, type SmallConvAutoencoderConfig } from './config.ts';
import { leastSide, smallConvLayers } from './network.ts';

const form: AutoencoderForm<SmallConvAutoencoderConfig> = {
  name: METHOD_NAME,
  resolve: resolveSmallConvConfig,
  layers: smallConvLayers,
};

export const smallConvAutoencoder: Method<
  SmallConvAutoencoderConfig,
  Autoencoder<SmallConvAutoencoderConfig>
> = {
  ...methodOf(form),
  summary: 'small convolutional autoencoder: score, score map, reconstruction and code',
  guide: {
    suits: 'digits and the like, as in its paper',
    images: 5000,
    measured: { on: '300 images of 64×57', seconds: 40.1, megabytes: 0.008 },
  },

  nearestShape(natural, config) {
    const least = leastSide(resolveSmallConvConfig(config));
    const [height, width, channels] = shrink(natural, least);
    const whole = (side: number): number => Math.max(least, Math.round(side));
    return [whole(height), whole(width), channels];
  },

  fit: async (normal, given, run) =>
    fitAutoencoder(form, normal, { config: resolveSmallConvConfig(given), run }),
};
