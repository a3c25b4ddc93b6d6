import { median } from '../median.ts';
import type { Workload } from './row.ts';

/** Milliseconds. */
export interface Times {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** One a round. */
  readonly rounds: readonly number[];
}

/** Gives the time of one round. */
export type Round = () => Promise<number>;

/** A run that takes longer needs no untimed one before it. */
const SHORT = 250;
/**
 * A round of a short workload lasts so long, so that its time is not one run's luck. The PyTorch
 * script does the same.
 */
const ROUND = 500;

/** The workload, warmed up; a round's time is the median of its runs'. */
export async function warmedUp(workload: Workload): Promise<Round> {
  let last = await timed(workload);
  for (let total = last; total < ROUND; total += last) last = await timed(workload);
  return async () => {
    if (last < SHORT) await timed(workload);
    const times: number[] = [];
    for (let total = 0; total < ROUND; total += last) times.push((last = await timed(workload)));
    return median(times);
  };
}

async function timed(workload: Workload): Promise<number> {
  await workload.ready?.();
  const started = performance.now();
  await workload.run();
  return performance.now() - started;
}

/** Rests between two rounds, so that threads which spin for new work have gone to sleep. */
const REST = 100;

export interface RoundsOptions {
  readonly repeats: number;
  readonly signal: AbortSignal;
}

/** As many rounds of each, in turn. @throws the signal's reason when aborted */
export async function alternate(
  rounds: readonly Round[],
  { repeats, signal }: RoundsOptions,
): Promise<Times[]> {
  const times = rounds.map((): number[] => []);
  for (let i = 0; i < repeats; i++) {
    for (const [k, round] of rounds.entries()) {
      await new Promise((resolve) => setTimeout(resolve, REST));
      signal.throwIfAborted();
      times[k]?.push(await round());
    }
  }
  return times.map(timesOf);
}

export const timesOf = (rounds: readonly number[]): Times => ({
  median: median(rounds),
  min: Math.min(...rounds),
  max: Math.max(...rounds),
  rounds,
});

export interface Ratio {
  /** Of the medians. */
  readonly median: number;
  /** Smallest and largest of a round's. */
  readonly min: number;
  readonly max: number;
}

export function ratioOf(ours: Times, theirs: Times): Ratio {
  const ofRounds = ours.rounds.map((time, i) => time / (theirs.rounds[i] as number));
  return {
    median: ours.median / theirs.median,
    min: Math.min(...ofRounds),
    max: Math.max(...ofRounds),
  };
}
