import type { NamedTensor } from '@oneclass/core';
import type { Stateful } from '../checkpoint/stateful.ts';
import type { Layer } from '../layer/layer.ts';
import { variablesOf } from '../layer/state.ts';
import { assignValues, valuesOf } from '../layer/variables.ts';
import type { EpochOutcome } from './train.ts';

export interface EarlyStoppingOptions {
  /** Epochs from one look to the next; the last of all epochs is looked at too. */
  readonly every: number;
  /** Looks in a row without a new best after which training stops. */
  readonly patience: number;
  readonly epochs: number;
  /** Loss on images that are not trained on. */
  readonly evaluate: () => Promise<number>;
}

/** Belongs into `train`'s `parts`, and its `onEpochEnd` is `train`'s. */
export interface EarlyStopping extends Stateful {
  onEpochEnd(epoch: number): Promise<EpochOutcome>;
  /** Gives the network its weights of the look with the lowest loss. */
  restoreBest(): void;
}

/**
 * Stops training when the loss on held-out images falls no more, and keeps the best weights. The
 * loss is reported as `holdOut`.
 */
export function earlyStopping(
  network: Layer,
  { every, patience, epochs, evaluate }: EarlyStoppingOptions,
): EarlyStopping {
  const variables = variablesOf(network);
  let best: Readonly<Record<string, NamedTensor>> = {};
  let lowest = Infinity;
  let looksSince = 0;
  return {
    async onEpochEnd(epoch) {
      const done = epoch + 1;
      if (done % every !== 0 && done !== epochs) return {};
      const loss = await evaluate();
      looksSince += 1;
      if (loss < lowest) [best, lowest, looksSince] = [valuesOf(variables), loss, 0];
      return { losses: { holdOut: loss }, stop: looksSince >= patience };
    },
    restoreBest() {
      assignValues(variables, best);
    },
    state: () => ({
      tensors: best,
      numbers: { looksSince, ...(Number.isFinite(lowest) && { lowest }) },
    }),
    load({ tensors, numbers }) {
      best = tensors;
      lowest = numbers['lowest'] ?? Infinity;
      looksSince = numbers['looksSince'] ?? 0;
    },
  };
}
