import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import {
  createRng,
  OneClassError,
  toDataset,
  type Dataset,
  type FitRun,
  type Samples,
} from '@oneclass/core';
import { holdOut } from '@oneclass/core/datasets';
import {
  Adam,
  checkFiniteState,
  checkNotCollapsed,
  checkTrainingMemory,
  computeInBatches,
  disposeLayer,
  earlyStopping,
  openCheckpoint,
  train,
  type EarlyStopping,
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
  readonly weightDecay?: number;
  /** What is left to do with the final weights. */
  readonly finish?: (network: Layer, trained: Dataset) => Promise<void>;
}

/** Minimises the mean squared error of the reconstructions with Adam. */
export async function fitAutoencoder<
  C extends AutoencoderConfig & { readonly encoder: readonly number[] },
>(
  form: AutoencoderForm<C>,
  normal: Samples,
  { config, run = {}, weightDecay = 0, finish }: FitOptions<C>,
): Promise<Autoencoder<C>> {
  const { name } = form;
  const { epochs, batchSize, learningRate, seed } = config;
  const dataset = await toDataset(normal, { method: name });
  const layers = form.layers(dataset.sampleShape, config);
  const { trained, heldOut } = divide(dataset, { method: name, config });
  checkTrainingMemory(trained, { method: name, batchSize, ...layers, keys: { layers: 'encoder' } });
  const checkpoint = await openCheckpoint(run.checkpoint, { method: name, config, dataset });

  const network = buildNetwork(layers, seed);
  let adam: Adam | undefined;
  try {
    const optimizer = (adam = new Adam(network.whole.parameters, { weightDecay }));
    const stopping = heldOut && stopEarly(network.whole, heldOut, { config, run });
    await train(
      trained,
      (images) => ({
        loss: optimizer.minimize(
          () => reconstructionLoss(images, network.whole.apply(images, { training: true })),
          learningRate,
        ),
      }),
      {
        ...run,
        ...(stopping && { onEpochEnd: stopping.onEpochEnd }),
        phase: 'fit',
        epochs,
        batchSize,
        rng: createRng(seed).derive('order'),
        checkpoint,
        parts: { network: network.whole, adam, ...(stopping && { stopping }) },
      },
    );
    stopping?.restoreBest();
    await finish?.(network.whole, trained);
    checkFiniteState(network.whole);
    await checkNotCollapsed(network.whole, trained, { batchSize, ...collapseOf(name) });
  } catch (error) {
    disposeLayer(network.whole);
    throw error;
  } finally {
    adam?.dispose();
  }
  return createDetector({
    name,
    config,
    sampleShape: dataset.sampleShape,
    parts: network,
    codeSize: layers.codeSize,
  });
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
): { trained: Dataset; heldOut?: Dataset } {
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
  { config, run }: { config: AutoencoderConfig; run: FitRun },
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
        ...(run.signal && { signal: run.signal }),
        phase: 'hold-out',
        valuesPerImage: 1,
      });
      return errors.reduce((total, error) => total + error, 0) / heldOut.size;
    },
  });
}
