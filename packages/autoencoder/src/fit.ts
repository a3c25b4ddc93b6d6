import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { createRng, OneClassError, type Dataset, type FitRun, type Samples } from '@oneclass/core';
import { holdOut } from '@oneclass/core/datasets';
import {
  buildFrom,
  checkFiniteState,
  checkNotCollapsed,
  checkTrainingMemory,
  computeInBatches,
  disposeLayer,
  earlyStopping,
  openFit,
  randomWeights,
  train,
  withAdam,
  type Adam,
  type EarlyStopping,
  type Fit,
  type Layer,
} from '@oneclass/nn';
import type { AutoencoderConfig } from './config.ts';
import { createDetector } from './detector.ts';
import type { Autoencoder, AutoencoderForm } from './form.ts';
import { buildNetwork } from './network.ts';
import { errorScore, reconstructionLoss } from './objective.ts';

export interface FitOptions<C extends AutoencoderConfig> {
  /** Resolved. */
  readonly config: C;
  readonly run?: FitRun | undefined;
  /** Coupled L2 of Adam. */
  readonly weightDecay?: number | undefined;
  /** What is left to do with the final weights. */
  readonly finish?: ((network: Layer, trained: Dataset) => Promise<void>) | undefined;
}

type EncoderConfig = AutoencoderConfig & { readonly encoder: readonly number[] };

/** Minimises the mean squared error of the reconstructions with Adam. */
export async function fitAutoencoder<C extends EncoderConfig>(
  form: AutoencoderForm<C>,
  normal: Samples,
  { config, run, weightDecay = 0, finish }: FitOptions<C>,
): Promise<Autoencoder<C>> {
  const { name: method } = form;
  const check = (dataset: Dataset): void => {
    const size = form.layers(dataset.sampleShape, config);
    const { trained } = divide(dataset, { method, config });
    const { batchSize } = config;
    checkTrainingMemory(trained, { method, batchSize, ...size, keys: { layers: 'encoder' } });
  };
  const fit = await openFit(normal, { method, config, run, check });
  const { sampleShape } = fit.dataset;
  const { trained, heldOut } = divide(fit.dataset, fit);
  const layers = form.layers(sampleShape, config);
  const weights = randomWeights(createRng(config.seed).derive('weights'));
  const network = buildFrom(weights, () => buildNetwork(layers, weights));
  const { whole } = network;
  try {
    await withAdam(whole.parameters, { weightDecay }, (adam) =>
      trainNetwork(whole, { fit, adam, trained, heldOut }),
    );
    await finish?.(whole, trained);
    checkFiniteState(whole);
    await checkNotCollapsed(whole, trained, { batchSize: config.batchSize, ...collapseOf(method) });
  } catch (error) {
    disposeLayer(whole);
    throw error;
  }
  return createDetector({ method, config, sampleShape, network, codeSize: layers.codeSize });
}

interface Training<C extends AutoencoderConfig> {
  readonly fit: Fit<C>;
  readonly adam: Adam;
  readonly trained: Dataset;
  readonly heldOut: Dataset | undefined;
}

async function trainNetwork<C extends AutoencoderConfig>(
  network: Layer,
  { fit, adam, trained, heldOut }: Training<C>,
): Promise<void> {
  const { config, run, checkpoint } = fit;
  const { epochs, batchSize, learningRate, seed } = config;
  const mode = { training: true };
  const stopping = heldOut && stopEarly(network, heldOut, fit);
  await train(
    trained,
    (images) => ({
      loss: adam.minimize(
        () => reconstructionLoss(images, network.apply(images, mode)),
        learningRate,
      ),
    }),
    {
      ...run,
      phase: 'fit',
      epochs,
      batchSize,
      rng: createRng(seed).derive('order'),
      checkpoint,
      parts: { network, adam, ...(stopping && { stopping }) },
      onEpochEnd: stopping?.onEpochEnd,
    },
  );
  stopping?.restoreBest();
}

const collapseOf = (name: string): { message: string; expected: string } => ({
  message:
    `${name} collapsed: it reconstructs every image alike, so that its scores say nothing ` +
    'about anomalies. Units that are zero for every ' +
    'image no longer learn. Lower `learningRate`, take another `seed`, or more epochs.',
  expected: 'reconstructions that differ as the images do',
});

/** @throws OneClassError `invalid-data` when there are too few images */
function divide(
  dataset: Dataset,
  { method, config }: { method: string; config: AutoencoderConfig },
): { trained: Dataset; heldOut?: Dataset | undefined } {
  const { earlyStopping: stopping, seed } = config;
  const tooFew = (what: string): OneClassError =>
    new OneClassError(
      'invalid-data',
      `${method} received ${String(dataset.size)} training images; expected at least ${what}, ` +
        'and hundreds for a useful fit.',
      {
        argument: 'normal',
        expected: `at least ${what}`,
        received: dataset.size,
      },
    );
  if (dataset.size < 2) throw tooFew('2 images');
  if (stopping === null) return { trained: dataset };
  const count = Math.round(dataset.size * stopping.holdOut);
  if (count < 1 || dataset.size - count < 2) {
    throw tooFew(
      '2 to train on and 1 to hold out with `earlyStopping.holdOut` ' +
        `${String(stopping.holdOut)} (or \`earlyStopping\` null)`,
    );
  }
  const { rest, heldOut } = holdOut(dataset, { fraction: stopping.holdOut, seed });
  return { trained: rest, heldOut };
}

function stopEarly(
  network: Layer,
  heldOut: Dataset,
  { config, run }: Fit<AutoencoderConfig>,
): EarlyStopping {
  const { every, patience } = config.earlyStopping as NonNullable<
    AutoencoderConfig['earlyStopping']
  >;
  const score = (images: Tensor4D): Tensor =>
    errorScore(images, network.apply(images, { training: false }) as Tensor4D);
  return earlyStopping(network, {
    every,
    patience,
    epochs: config.epochs,
    async evaluate() {
      const errors = await computeInBatches(heldOut, score, {
        signal: run.signal,
        phase: 'hold-out',
        valuesPerImage: 1,
      });
      return errors.reduce((total, error) => total + error, 0) / heldOut.size;
    },
  });
}
