import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { nextTurn, OneClassError, type Dataset, type Rng, type Watched } from '@oneclass/core';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import {
  afterEpoch,
  afterStep,
  meanLosses,
  noProgress,
  type FinishedEpoch,
  type PhaseProgress,
} from '../checkpoint/progress.ts';
import type { Parts } from '../checkpoint/stateful.ts';
import { warnOnSlowBackend } from './slow-backend.ts';

export interface TrainingOptions extends Watched {
  /** Name in progress events and in a checkpoint: 'fit', 'pretrain'. */
  readonly phase: string;
  readonly epochs: number;
  readonly batchSize: number;
  /** Of the order of the images: a new permutation each epoch. */
  readonly rng: Rng;
  /**
   * All that the steps and `onEpochEnd` change, for the checkpoint: networks, optimisers and what
   * else there is.
   */
  readonly parts: Parts;
  /** As `openCheckpoint` gives it; the phase is saved to it and resumed from it. */
  readonly checkpoint?: Checkpoint | undefined;
  /**
   * Looks at the network between two epochs. Its losses are reported with the epoch's; `stop` makes
   * it the last.
   */
  readonly onEpochEnd?: ((epoch: number) => Promise<EpochOutcome>) | undefined;
}

export interface EpochOutcome {
  readonly losses?: Readonly<Record<string, number>> | undefined;
  readonly stop?: boolean | undefined;
}

/**
 * A step's place in training, both counted from 0. What a step draws it derives from its place, so
 * that a resumed fit draws the same.
 */
export interface StepPlace {
  readonly epoch: number;
  readonly step: number;
}

/**
 * One training step inside `tf.tidy`: update the weights, return the named losses as scalars.
 * @param batch `[n, height, width, channels]`, n ≤ batchSize; the loop disposes it
 */
export type TrainingStep = (batch: Tensor4D, place: StepPlace) => Readonly<Record<string, Tensor>>;

const UNIT = 'images';

/**
 * Goes through `dataset` `epochs` times in seeded random order. Between steps it reports progress,
 * lets the event loop turn, looks at the signal, and saves to the checkpoint when that is due, when
 * aborted, and at the end. A phase that the checkpoint knows is taken up where it was saved, to the
 * same weights as without the interruption.
 * @throws the signal's reason when aborted; OneClassError `diverged` when a loss is not finite,
 *   `invalid-artifact` when the checkpoint is not of these parts; what the checkpoint's store
 *   throws
 */
export async function train(
  dataset: Dataset,
  step: TrainingStep,
  options: TrainingOptions,
): Promise<void> {
  const { phase, epochs, batchSize, parts, checkpoint, signal, onProgress } = options;
  signal?.throwIfAborted();
  warnOnSlowBackend();
  const saved = checkpoint?.resume(phase, parts);
  const stepsPerEpoch = Math.ceil(dataset.size / batchSize);
  const resumed = saved && { resumedSteps: saved.epochs.length * stepsPerEpoch + saved.steps };
  onProgress?.({
    type: 'phase-start',
    phase,
    epochs,
    stepsPerEpoch,
    unit: UNIT,
    units: dataset.size,
    ...resumed,
  });
  let progress = saved ?? noProgress;
  const endEpoch = ({ losses, imagesPerSecond }: FinishedEpoch, epoch: number): void =>
    onProgress?.({
      type: 'epoch-end',
      phase,
      unit: UNIT,
      epoch,
      epochs,
      losses,
      unitsPerSecond: imagesPerSecond,
    });
  progress.epochs.forEach((epoch, i) => {
    endEpoch(epoch, i + 1);
  });

  const started = performance.now() - 1000 * progress.seconds;
  const seconds = (): number => (performance.now() - started) / 1000;
  const save = (reached: PhaseProgress): Promise<void> | undefined =>
    checkpoint?.save(phase, { ...reached, seconds: seconds() }, parts);

  while (!progress.finished) {
    const { finished, stop } = await trainEpoch(dataset, step, {
      ...options,
      progress,
      seconds,
      save,
    });
    progress = afterEpoch(progress, finished, seconds());
    endEpoch(finished, progress.epochs.length);
    if (!stop && progress.epochs.length < epochs) continue;
    progress = { ...progress, finished: true };
    await save(progress);
  }
  onProgress?.({ type: 'phase-end', phase, seconds: saved?.finished ? saved.seconds : seconds() });
}

interface EpochOptions extends TrainingOptions {
  readonly progress: PhaseProgress;
  /** Spent on the phase so far. */
  readonly seconds: () => number;
  readonly save: (progress: PhaseProgress) => Promise<void> | undefined;
}

/** The epoch under way, from where it stands to its end. */
async function trainEpoch(
  dataset: Dataset,
  step: TrainingStep,
  options: EpochOptions,
): Promise<{ finished: FinishedEpoch; stop: boolean }> {
  const { phase, batchSize, rng, checkpoint, seconds, save, onEpochEnd, signal, onProgress } =
    options;
  let { progress } = options;
  const epoch = progress.epochs.length;
  const order = rng
    .derive(`epoch ${String(epoch)}`)
    .permutation(dataset.size)
    .subarray(progress.images);
  for await (const batch of order.length > 0 ? dataset.batches({ batchSize, order }) : []) {
    const stepStarted = performance.now();
    const images = batch.shape[0];
    const place = { epoch, step: progress.steps };
    const losses = await runStep(batch, (tensor) => step(tensor, place));
    checkFinite(
      losses,
      `epoch ${String(epoch + 1)}, step ${String(place.step + 1)} of phase "${phase}"`,
    );
    progress = afterStep(progress, images, losses);
    onProgress?.({
      type: 'step-end',
      phase,
      unit: UNIT,
      epoch: epoch + 1,
      step: progress.steps,
      stepsPerEpoch: Math.ceil(dataset.size / batchSize),
      losses,
      unitsPerSecond: (images * 1000) / (performance.now() - stepStarted),
    });
    await nextTurn();
    if (checkpoint && (signal?.aborted || checkpoint.due())) await save(progress);
    signal?.throwIfAborted();
  }
  const imagesPerSecond = progress.images / (seconds() - progress.secondsBefore);
  const { losses = {}, stop = false } = (await onEpochEnd?.(epoch)) ?? {};
  checkFinite(losses, `epoch ${String(epoch + 1)} of phase "${phase}"`);
  return { finished: { losses: { ...meanLosses(progress), ...losses }, imagesPerSecond }, stop };
}

async function runStep(
  batch: Tensor4D,
  step: (batch: Tensor4D) => Readonly<Record<string, Tensor>>,
): Promise<Record<string, number>> {
  let scalars: Readonly<Record<string, Tensor>>;
  try {
    scalars = tf.tidy(() => step(batch) as Record<string, Tensor>);
  } finally {
    batch.dispose();
  }
  try {
    const values = await Promise.all(
      Object.values(scalars).map(async (scalar) => (await scalar.data())[0] as number),
    );
    return Object.fromEntries(Object.keys(scalars).map((name, i) => [name, values[i] as number]));
  } finally {
    tf.dispose(scalars);
  }
}

function checkFinite(losses: Readonly<Record<string, number>>, place: string): void {
  for (const [name, loss] of Object.entries(losses)) {
    if (Number.isFinite(loss)) continue;
    throw new OneClassError(
      'diverged',
      `Training diverged: ${name} became ${String(loss)} in ${place}. ` +
        'Expected a finite number. Lower the learning rate, or look for images with broken pixels.',
      { argument: name, expected: 'a finite loss', received: loss },
    );
  }
}
