import type { Tensor4D } from '@tensorflow/tfjs';
import { nextTurn, type Dataset, type Watched } from '@oneclass/core';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { afterStep, noProgress } from '../checkpoint/progress.ts';
import type { Parts } from '../checkpoint/stateful.ts';

export interface PassOptions extends Watched {
  /** Name in progress events and in a checkpoint: 'features'. */
  readonly phase: string;
  /** Images at a time. */
  readonly batchSize: number;
  /** All that `use` changes, for the checkpoint. */
  readonly parts: Parts;
  /** As `openCheckpoint` gives it; the pass is saved to it and resumed from it. */
  readonly checkpoint?: Checkpoint | undefined;
}

const UNIT = 'images';

/**
 * Goes once through the dataset in its own order: core's `runBatches` for a fit that collects
 * statistics and can be resumed. Between steps it reports progress, lets the event loop turn, looks
 * at the signal, and saves when that is due, when aborted, and at the end.
 *
 * @param use is given each batch, which is disposed of after it, and changes nothing but `parts`
 * @throws the signal's reason when aborted; OneClassError `invalid-artifact` when the checkpoint is
 *   not of these parts; what dataset, `use` and the checkpoint's store throw
 */
export async function passThrough(
  dataset: Dataset,
  use: (images: Tensor4D) => Promise<void>,
  { phase, batchSize, parts, checkpoint, signal, onProgress }: PassOptions,
): Promise<void> {
  signal?.throwIfAborted();
  let progress = checkpoint?.resume(phase, parts) ?? noProgress;
  const stepsPerEpoch = Math.ceil(dataset.size / batchSize);
  const begun = progress.finished ? stepsPerEpoch : progress.steps;
  const resumed = begun > 0 && { resumedSteps: begun };
  onProgress?.({
    ...{ type: 'phase-start', phase, unit: UNIT, stepsPerEpoch, units: dataset.size },
    ...resumed,
  });
  const [started, before] = [performance.now(), progress];
  const seconds = (): number => before.seconds + (performance.now() - started) / 1000;
  const save = (finished: boolean): Promise<void> | undefined =>
    checkpoint?.save(phase, { ...progress, finished, seconds: seconds() }, parts);

  const rest = before.finished ? 0 : dataset.size - before.images;
  const order = Uint32Array.from({ length: rest }, (_, i) => before.images + i);
  for await (const images of rest > 0 ? dataset.batches({ batchSize, order }) : []) {
    try {
      await use(images);
    } finally {
      images.dispose();
    }
    progress = afterStep(progress, images.shape[0], {});
    onProgress?.({
      ...{ type: 'step-end', phase, unit: UNIT, epoch: 1, step: progress.steps, stepsPerEpoch },
      losses: {},
      unitsPerSecond: progress.images / Math.max(seconds(), 1e-3),
    });
    await nextTurn();
    if (checkpoint && (signal?.aborted || checkpoint.due())) await save(false);
    signal?.throwIfAborted();
  }
  if (!before.finished) await save(true);
  onProgress?.({ type: 'phase-end', phase, seconds: seconds() });
}
