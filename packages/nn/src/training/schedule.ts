/** Learning rate of an epoch, counted from 0. */
export type Schedule = (epoch: number) => number;

/** `rate`, times `factor` from each of the given epochs on. */
export const milestones =
  (rate: number, epochs: readonly number[], factor: number): Schedule =>
  (epoch) =>
    rate * factor ** epochs.filter((milestone) => epoch >= milestone).length;

export const constantRate =
  (rate: number): Schedule =>
  () =>
    rate;
