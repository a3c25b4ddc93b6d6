import type { NamedTensor } from '@oneclass/core';
import type { Layer } from '../layer/layer.ts';
import { variablesOf } from '../layer/state.ts';
import { assignValues, valuesOf } from '../layer/variables.ts';

/** Copies of what a part of a fit holds. */
export interface PartState {
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  /** Finite. */
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * What training changes, a checkpoint saves and a resumed fit takes up again: an optimiser's
 * moments, a radius.
 */
export interface Stateful {
  state(): PartState;
  /** @throws OneClassError `invalid-artifact` when the state is not of such a part */
  load(state: PartState): void;
}

/** The parts of a fit, by name. */
export type Parts = Readonly<Record<string, Layer | Stateful>>;

/**
 * Unlike `loadState` it takes weights that are not finite: the fit that saved them has yet to find
 * out that it diverged.
 */
export function statefulPart(part: Layer | Stateful): Stateful {
  if (!('apply' in part)) return part;
  const variables = variablesOf(part);
  return {
    state: () => ({ tensors: valuesOf(variables), numbers: {} }),
    load: ({ tensors }) => {
      assignValues(variables, tensors);
    },
  };
}
