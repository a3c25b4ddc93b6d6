import type { ProgressEvent } from '@oneclass/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { estimateTime } from '../src/print/time-estimate.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Steps of `seconds` each, the first ten times as slow. */
function linesOf({
  epochs,
  steps,
  seconds,
  start = 1,
}: {
  epochs: number;
  steps: number;
  seconds: number;
  start?: number;
}): string[] {
  const lines: string[] = [];
  const onProgress = estimateTime((line) => lines.push(line), 'stop it.');
  onProgress({ type: 'phase-start', phase: 'fit', unit: 'images', epochs, stepsPerEpoch: steps });
  for (let epoch = start; epoch <= epochs; epoch++) {
    for (let step = 1; step <= steps; step++) {
      vi.advanceTimersByTime(1000 * seconds * (epoch === start && step === 1 ? 10 : 1));
      const event: ProgressEvent = {
        type: 'step-end',
        phase: 'fit',
        epoch,
        step,
        stepsPerEpoch: steps,
        losses: {},
        unit: 'images',
        unitsPerSecond: 1,
      };
      onProgress(event);
    }
  }
  return lines;
}

describe('the estimate of a long fit’s time', () => {
  it('is told once, from the steps after the first', () => {
    // 3 of 1500 steps take 3 s after the first: 1496 are left.
    expect(linesOf({ epochs: 50, steps: 30, seconds: 1 })).toEqual([
      'fit: about 25 min for 50 epochs; stop it.',
    ]);
  });

  it('counts only what is left of a fit that was resumed', () => {
    expect(linesOf({ epochs: 50, steps: 30, seconds: 1, start: 41 })).toEqual([
      'fit: about 5 min for 50 epochs; stop it.',
    ]);
  });

  it('is not told of a short fit', () => {
    expect(linesOf({ epochs: 2, steps: 30, seconds: 1 })).toEqual([]);
  });
});
