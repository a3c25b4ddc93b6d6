import type { Dataset, ProgressEvent } from '@oneclass/core';
import { expectThat } from './assertion.ts';
import { datasetOf, positionsOf, type Images } from './images.ts';

export interface Interruption {
  /** What a run is given: the signal, and an onProgress that aborts it. */
  readonly run: {
    readonly signal: AbortSignal;
    readonly onProgress: (event: ProgressEvent) => void;
  };
  readonly reason: Error;
  /** Steps reported, those after the abort included. */
  readonly steps: () => number;
}

/** Aborts on the given `step-end`, counted from 1 through all phases; 0 aborts before the start. */
export function abortAtStep(step: number): Interruption {
  const controller = new AbortController();
  const reason = new Error('stopped by the conformance kit');
  let steps = 0;
  const count = (): void => {
    if (steps === step) controller.abort(reason);
  };
  count();
  const onProgress = (event: ProgressEvent): void => {
    if (event.type !== 'step-end') return;
    steps += 1;
    count();
  };
  return { run: { signal: controller.signal, onProgress }, reason, steps: () => steps };
}

/** @throws ConformanceError unless there was a step to be stopped at */
export function expectSteps(what: string, steps: number): void {
  expectThat(
    steps > 0,
    `${what} reported no step-end; expected one a batch, without a training loop too: a pass ` +
      'over the images is a phase of its own.',
  );
}

/** A dataset that fails with `reason` from its given pass on, counted from 1, after some images. */
export function failingDataset(
  images: Images,
  { pass, reason }: { pass: number; reason: Error },
): Dataset {
  const sound = datasetOf(images);
  let passes = 0;
  return {
    ...sound,
    async *batches({ batchSize, order = positionsOf(images.size) }) {
      passes += 1;
      const fails = passes >= pass;
      yield* sound.batches({
        batchSize,
        order: fails ? order.slice(0, Math.ceil(order.length / 2)) : order,
      });
      if (fails) throw reason;
    },
  };
}
