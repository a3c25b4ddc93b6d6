import type { Tensor4D } from '@tensorflow/tfjs';
import type { Dataset } from './contract/dataset.ts';
import type { Watched } from './contract/run.ts';
import { nextTurn } from './event-loop.ts';

export interface PhaseOptions extends Watched {
  /** Name in progress events. */
  readonly phase: string;
  readonly steps: number;
  /** What it goes through, in the plural; images when absent. */
  readonly unit?: string | undefined;
  /** How many of these. */
  readonly units: number;
}

export interface Phase {
  /**
   * Reports a step over so many units, and lets a Ctrl-C or a click be handled.
   * @throws the signal's reason when aborted
   */
  step(units: number): Promise<void>;
  end(): void;
}

/** @throws the signal's reason when aborted; what `onProgress` throws */
export function startPhase({ phase, steps, ...options }: PhaseOptions): Phase {
  const { unit = 'images', units, signal, onProgress } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  let [step, done] = [0, 0];
  onProgress?.({ type: 'phase-start', phase, unit, stepsPerEpoch: steps, units });
  return {
    async step(count) {
      step += 1;
      done += count;
      onProgress?.({
        type: 'step-end',
        phase,
        unit,
        epoch: 1,
        step,
        stepsPerEpoch: steps,
        losses: {},
        unitsPerSecond: done / Math.max(seconds(), 1e-3),
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
  /** What the dataset holds, in the plural; images when absent. */
  readonly unit?: string | undefined;
  readonly batchSize: number;
  /** Positions to visit, in this order; all of them in their own order when absent. */
  readonly order?: Uint32Array | undefined;
  /**
   * Steps of progress that a batch of so many images takes, where `use` reports them; one a batch,
   * reported after it, when absent.
   */
  readonly stepsOf?: ((images: number) => number) | undefined;
}

/**
 * Goes through the dataset once as a phase of its own, and disposes every batch.
 * @throws as a phase, and what the dataset or `use` throws
 */
export async function runBatches(
  dataset: Dataset,
  { batchSize, order, stepsOf, ...options }: BatchesOptions,
  use: (images: Tensor4D, phase: Pick<Phase, 'step'>) => Promise<void>,
): Promise<void> {
  const size = order?.length ?? dataset.size;
  const steps = countSteps(size, batchSize, stepsOf);
  const phase = startPhase({ ...options, steps, units: size });
  for await (const images of dataset.batches({ batchSize, order })) {
    try {
      await use(images, phase);
    } finally {
      images.dispose();
    }
    if (!stepsOf) await phase.step(images.shape[0]);
  }
  phase.end();
}

function countSteps(size: number, batchSize: number, stepsOf = (_: number): number => 1): number {
  const rest = size % batchSize;
  return Math.floor(size / batchSize) * stepsOf(batchSize) + (rest > 0 ? stepsOf(rest) : 0);
}
