/** How far a phase has come; plain JSON. */
export interface PhaseProgress {
  readonly finished: boolean;
  /** Means over the images of each finished epoch. */
  readonly epochs: readonly FinishedEpoch[];
  /** Of the epoch under way. */
  readonly steps: number;
  readonly images: number;
  /** Of each loss, over the images of the epoch under way. */
  readonly sums: Readonly<Record<string, number>>;
  /** Spent so far, in all the runs that led here. */
  readonly seconds: number;
  /** Of these, before the epoch under way. */
  readonly secondsBefore: number;
}

export interface FinishedEpoch {
  readonly losses: Readonly<Record<string, number>>;
  readonly imagesPerSecond: number;
}

const epochStart = { steps: 0, images: 0, sums: {} };

export const noProgress: PhaseProgress = {
  finished: false,
  epochs: [],
  seconds: 0,
  secondsBefore: 0,
  ...epochStart,
};

export function afterStep(
  progress: PhaseProgress,
  images: number,
  losses: Readonly<Record<string, number>>,
): PhaseProgress {
  const sums = { ...progress.sums };
  for (const [name, loss] of Object.entries(losses)) sums[name] = (sums[name] ?? 0) + loss * images;
  return { ...progress, steps: progress.steps + 1, images: progress.images + images, sums };
}

/** The means of the losses over the images of the epoch so far. */
export const meanLosses = ({ sums, images }: PhaseProgress): Record<string, number> =>
  Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / images]));

export const afterEpoch = (
  progress: PhaseProgress,
  epoch: FinishedEpoch,
  seconds: number,
): PhaseProgress => ({
  ...progress,
  ...epochStart,
  secondsBefore: seconds,
  epochs: [...progress.epochs, epoch],
});
