import type { Tensor4D } from '@tensorflow/tfjs';
import type { Dataset } from './contract/dataset.ts';
import type { ProgressEvent } from './contract/run.ts';
import { nextTurn } from './event-loop.ts';

export interface Watched {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
}

export interface PhaseOptions extends Watched {
  /** Name in progress events. */
  readonly phase: string;
  readonly steps: number;
  readonly images: number;
}

export interface Phase {
  /**
   * Reports a step over this many images, and lets a Ctrl-C or a click be handled.
   * @throws the signal's reason when aborted
   */
  step(images: number): Promise<void>;
  end(): void;
}

/** @throws the signal's reason when aborted; what `onProgress` throws */
export function startPhase({ phase, steps, images, signal, onProgress }: PhaseOptions): Phase {
  signal?.throwIfAborted();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  let [step, done] = [0, 0];
  onProgress?.({ type: 'phase-start', phase, stepsPerEpoch: steps, samples: images });
  return {
    async step(count) {
      step += 1;
      done += count;
      onProgress?.({
        type: 'step-end',
        phase,
        epoch: 1,
        step,
        stepsPerEpoch: steps,
        losses: {},
        imagesPerSecond: done / Math.max(seconds(), 1e-3),
      });
      await nextTurn();
      signal?.throwIfAborted();
    },
    end() {
      onProgress?.({ type: 'phase-end', phase, seconds: seconds() });
    },
  };
}

export interface BatchesOptions extends Watched {
  readonly phase: string;
  readonly batchSize: number;
}

/**
 * Goes through the dataset once as a phase of its own, and disposes every batch.
 * @throws as a phase, and what the dataset or `use` throws
 */
export async function runBatches(
  dataset: Dataset,
  options: BatchesOptions,
  use: (images: Tensor4D) => Promise<void>,
): Promise<void> {
  const { batchSize } = options;
  const phase = startPhase({
    ...options,
    steps: Math.ceil(dataset.size / batchSize),
    images: dataset.size,
  });
  for await (const images of dataset.batches({ batchSize })) {
    try {
      await use(images);
    } finally {
      images.dispose();
    }
    await phase.step(images.shape[0]);
  }
  phase.end();
}
