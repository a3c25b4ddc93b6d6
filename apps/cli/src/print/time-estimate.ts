import type { ProgressEvent } from '@oneclass/core';
import { aboutTime } from '@oneclass/terminal';

/** Seconds of training before the time is told: the first steps are slower than the rest. */
const SETTLED = 3;
/** A shorter phase needs no warning, seconds. */
const SHORT = 60;

/**
 * Says once a phase, after its first steps, how long it will take; nothing where that is not long.
 */
export function estimateTime(
  say: (line: string) => void,
  advice: string,
): (event: ProgressEvent) => void {
  let total = 0;
  let epochs = 0;
  let first: { readonly done: number; readonly at: number } | undefined;
  return (event) => {
    if (event.type === 'phase-start') {
      epochs = event.epochs ?? 1;
      total = epochs * (event.stepsPerEpoch ?? 1);
      first = undefined;
    }
    if (event.type !== 'step-end' || total === 0) return;
    const done = (event.epoch - 1) * event.stepsPerEpoch + event.step;
    const now = performance.now() / 1000;
    first ??= { done, at: now };
    if (done < first.done + 2 || now < first.at + SETTLED) return;
    const left = ((now - first.at) / (done - first.done)) * (total - done);
    total = 0;
    if (left > SHORT)
      say(
        `${event.phase}: ${aboutTime(left)} for ` +
          `${epochs === 1 ? '1 epoch' : `${String(epochs)} epochs`}; ${advice}`,
      );
  };
}
