import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { createRng, type Dataset } from '@oneclass/core';
import { Adam, checkFiniteState, sharePhase, train, type Layer } from '@oneclass/nn';
import { ganConfig, METHOD_NAME, type EncoderConfig } from './config.ts';
import { toSigned, type AnoganNetwork } from './network.ts';
import { encoderLoss, type ImagesAndFeatures } from './objective.ts';
import { averageOverImages } from './statistics.ts';
import type { Training } from './train-gan.ts';

const PHASE = 'encoder';
const training = { training: true };
const frozen = { training: false };

/**
 * The encoder of f-AnoGAN's "izi_f": image → code → image, generator and discriminator frozen.
 * Nothing without an encoder in the config.
 * @throws OneClassError `diverged`; the signal's reason when aborted
 */
export async function trainEncoder(
  dataset: Dataset,
  { config, network, run, checkpoint: ofFit }: Training,
): Promise<void> {
  const { encoder } = network;
  if (!encoder || !config.encoder) return;
  const { epochs, batchSize, learningRate, kappa } = config.encoder;
  const rng = createRng(config.seed).derive(PHASE);
  const shared = { ...ganConfig(config), encoder: config.encoder };
  const checkpoint = await sharePhase({
    shared: run.shared,
    checkpoint: ofFit,
    method: METHOD_NAME,
    config: shared,
    dataset,
  });
  let adam: Adam | undefined;
  try {
    const optimizer = (adam = new Adam(encoder.parameters));
    await train(
      dataset,
      (images) => ({ loss: optimizer.minimize(lossOf(images, network, kappa), learningRate) }),
      {
        ...{ ...run, phase: PHASE, epochs, batchSize, rng: rng.derive('order'), checkpoint },
        parts: { encoder, adam },
      },
    );
    await averageOverImages(encoder, dataset, {
      run,
      phase: 'encoder statistics',
      batchSize,
      rng: rng.derive('statistics'),
    });
    checkFiniteState(encoder);
  } finally {
    adam?.dispose();
  }
}

/** Call inside `tf.tidy`: what does not depend on the encoder is computed at once. */
export function lossOf(images: Tensor4D, network: AnoganNetwork, kappa: EncoderConfig['kappa']) {
  const { generator, features } = network;
  const encoder = network.encoder as Layer;
  const withFeatures = (signed: Tensor4D): ImagesAndFeatures => ({
    images: signed,
    features: features.apply(signed, frozen) as Tensor2D,
  });
  const real = withFeatures(toSigned(images));
  return () =>
    encoderLoss(
      real,
      withFeatures(generator.apply(encoder.apply(real.images, training), frozen) as Tensor4D),
      kappa,
    );
}
