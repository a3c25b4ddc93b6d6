import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { createRng, type FitRun, type Maps, type ProgressEvent } from '@oneclass/core';
import { checkFiniteState, sharePhase, train, withAdam, type Adam, type Fit } from '@oneclass/nn';
import { checkDiscriminator, checkSpread } from './collapse.ts';
import { ganConfig, METHOD_NAME, type AnoganConfig } from './config.ts';
import { drawCodes, generateImages } from './generate.ts';
import { toSigned, type AnoganNetwork } from './network.ts';
import { discriminatorLoss, generatorLoss } from './objective.ts';
import { averageOverCodes, averageOverImages } from './statistics.ts';

/** Images of the generator on its way, of the same codes every time. */
export interface GeneratorSamples {
  /** The epoch that has ended, counted from 1. */
  readonly epoch: number;
  /** `[n, height, width, channels]` in [0, 1] */
  readonly images: Maps;
}

export interface SamplesHook {
  /** Called after every epoch; what it throws ends the fit. */
  readonly onSamples: (samples: GeneratorSamples) => void | Promise<void>;
  /** Images a call; 16 when absent. */
  readonly sampleCount?: number;
}

const PHASE = 'gan';
/**
 * Batch norm as in training, its running statistics left alone: in inference mode they lag behind
 * until the end.
 */
const byTheirOwn = { training: true, momentum: 0 };

/**
 * Generator and discriminator in turn, one step each a batch.
 * @throws OneClassError `diverged`, `collapsed`; the signal's reason when aborted
 */
export async function trainGan(
  network: AnoganNetwork,
  fit: Fit<AnoganConfig>,
  hook?: SamplesHook,
): Promise<void> {
  const { config, dataset, run } = fit;
  const { batchSize, beta1, latentSize } = config;
  const { generator, discriminator, features } = network;
  const rng = createRng(config.seed).derive(PHASE);
  await withAdam(generator.parameters, { beta1 }, (ofGenerator) =>
    withAdam(discriminator.parameters, { beta1 }, (ofDiscriminator) =>
      playGame(network, { generator: ofGenerator, discriminator: ofDiscriminator }, { fit, hook }),
    ),
  );
  const statistics = { run, batchSize, rng: rng.derive('statistics') };
  await averageOverCodes(generator, { ...statistics, latentSize });
  await averageOverImages(features, dataset, { ...statistics, phase: 'discriminator statistics' });
  checkFiniteState(generator);
  checkFiniteState(discriminator);
  await checkSpread(dataset, { network, latentSize, batchSize, rng: rng.derive('spread') });
}

interface Game {
  readonly fit: Fit<AnoganConfig>;
  readonly hook: SamplesHook | undefined;
}

async function playGame(
  network: AnoganNetwork,
  optimizers: Optimizers,
  { fit, hook }: Game,
): Promise<void> {
  const { config, dataset, run } = fit;
  const { epochs, batchSize, learningRate, latentSize } = config;
  const { generator, discriminator } = network;
  const rng = createRng(config.seed).derive(PHASE);
  const phase = { method: METHOD_NAME, config: ganConfig(config), dataset };
  const checkpoint = await sharePhase({ shared: run.shared, checkpoint: fit.checkpoint, ...phase });
  const { epochLosses, onProgress } = recordEpochs(run);
  await train(
    dataset,
    (images, { epoch, step }) => {
      const [count] = images.shape;
      const stream = rng.derive(`codes ${String(epoch)} ${String(step)}`);
      const codes = tf.tensor2d(drawCodes(stream, count, latentSize), [count, latentSize]);
      return ganStep(images, codes, { network, learningRate, optimizers });
    },
    {
      ...{ ...run, onProgress, phase: PHASE, epochs, batchSize, rng: rng.derive('order') },
      checkpoint,
      parts: {
        generator,
        discriminator,
        generatorAdam: optimizers.generator,
        discriminatorAdam: optimizers.discriminator,
      },
      async onEpochEnd(epoch) {
        checkDiscriminator(epochLosses);
        if (hook) await showSamples(network, { hook, fit, epoch });
        return {};
      },
    },
  );
  checkDiscriminator(epochLosses);
}

interface Showing extends Pick<Game, 'fit'> {
  readonly hook: SamplesHook;
  /** Counted from 0. */
  readonly epoch: number;
}

async function showSamples(
  { generator }: AnoganNetwork,
  { hook: { onSamples, sampleCount: count = 16 }, fit, epoch }: Showing,
): Promise<void> {
  const { config, dataset } = fit;
  const { sampleShape } = dataset;
  const rng = createRng(config.seed).derive(PHASE).derive('samples');
  const of = { count, latentSize: config.latentSize, sampleShape, rng };
  const data = await generateImages(generator, { ...of, mode: byTheirOwn });
  await onSamples({ epoch: epoch + 1, images: { data, shape: [count, ...sampleShape] } });
}

export interface Optimizers {
  readonly generator: Adam;
  readonly discriminator: Adam;
}

export interface GanStepOptions {
  readonly network: AnoganNetwork;
  readonly optimizers: Optimizers;
  readonly learningRate: number;
}

const training = { training: true };

/**
 * One step of D, and one of G against the D that it made; both of the same generated images. D's
 * step lies inside the forward pass of G's, so that these are generated once: G's gradient passes
 * through the second judgement alone. Call inside `tf.tidy`.
 * @param images `[n, height, width, channels]` in [0, 1]
 * @param codes z, `[n, d]`
 * @returns the losses of before the updates, and the shares of real and of generated images that
 *   D recognised then
 */
export function ganStep(
  images: Tensor4D,
  codes: Tensor2D,
  { network, optimizers, learningRate }: GanStepOptions,
): Record<string, Tensor> {
  const { generator, discriminator } = network;
  const real = toSigned(images);
  let judged: Tensor | undefined; // outlives the forward pass that it is computed in
  try {
    const ofGenerator = optimizers.generator.minimize(() => {
      const fake = generator.apply(codes, training);
      optimizers.discriminator.minimize(() => {
        const [ofReal, ofFake] = [
          discriminator.apply(real, training),
          discriminator.apply(fake, training),
        ];
        const loss = discriminatorLoss(ofReal, ofFake);
        judged = tf.keep(
          tf.stack([loss, shareOf(tf.greater(ofReal, 0)), shareOf(tf.less(ofFake, 0))]),
        );
        return loss;
      }, learningRate);
      return generatorLoss(discriminator.apply(fake, training));
    }, learningRate);
    const [ofDiscriminator, realRate, fakeRate] = tf.unstack(judged as Tensor) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    return { generatorLoss: ofGenerator, discriminatorLoss: ofDiscriminator, realRate, fakeRate };
  } finally {
    tf.dispose(judged);
  }
}

const shareOf = (flags: Tensor): Tensor => tf.mean(tf.cast(flags, 'float32'));

/**
 * The losses of the finished epochs, those before an interruption included: a resumed fit reports
 * them again.
 */
function recordEpochs({ onProgress }: FitRun): {
  epochLosses: Readonly<Record<string, number>>[];
  onProgress: (event: ProgressEvent) => void;
} {
  const epochLosses: Readonly<Record<string, number>>[] = [];
  return {
    epochLosses,
    onProgress(event) {
      if (event.type === 'epoch-end') epochLosses.push(event.losses);
      onProgress?.(event);
    },
  };
}
