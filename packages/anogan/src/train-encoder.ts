import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { createRng } from '@oneclass/core';
import { checkFiniteState, sharePhase, train, withAdam, type Fit, type Layer } from '@oneclass/nn';
import { ganConfig, METHOD_NAME, type AnoganConfig, type EncoderConfig } from './config.ts';
import { toSigned, type AnoganNetwork } from './network.ts';
import { encoderLoss, type ImagesAndFeatures } from './objective.ts';
import { averageOverImages } from './statistics.ts';

const PHASE = 'encoder';
const training = { training: true };
const frozen = { training: false };

/**
 * The encoder of f-AnoGAN's "izi_f": image → code → image, generator and discriminator frozen.
 * Nothing without an encoder in the config.
 * @throws OneClassError `diverged`; the signal's reason when aborted
 */
export async function trainEncoder(
  network: AnoganNetwork,
  { config, dataset, run, checkpoint: ofFit }: Fit<AnoganConfig>,
): Promise<void> {
  const { encoder } = network;
  if (!encoder || !config.encoder) return;
  const { epochs, batchSize, learningRate, kappa } = config.encoder;
  const rng = createRng(config.seed).derive(PHASE);
  const phase = {
    method: METHOD_NAME,
    config: { ...ganConfig(config), encoder: config.encoder },
    dataset,
  };
  const checkpoint = await sharePhase({ shared: run.shared, checkpoint: ofFit, ...phase });
  await withAdam(encoder.parameters, {}, (adam) =>
    train(
      dataset,
      (images) => ({ loss: adam.minimize(lossOf(images, network, kappa), learningRate) }),
      {
        ...{ ...run, phase: PHASE, epochs, batchSize, rng: rng.derive('order'), checkpoint },
        parts: { encoder, adam },
      },
    ),
  );
  await averageOverImages(encoder, dataset, {
    run,
    phase: 'encoder statistics',
    batchSize,
    rng: rng.derive('statistics'),
  });
  checkFiniteState(encoder);
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
