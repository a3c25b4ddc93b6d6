import type { ProgressEvent } from '@oneclass/core';

/** Reports images one by one, as a phase of that name. */
export function countImages(
  phase: string,
  onProgress: ((event: ProgressEvent) => void) | undefined,
): (done: number, total: number) => void {
  let started = 0;
  const unit = 'images';
  return (done, total) => {
    if (started === 0) {
      started = performance.now();
      onProgress?.({ type: 'phase-start', phase, unit, stepsPerEpoch: total, units: total });
    }
    const seconds = Math.max(1e-3, (performance.now() - started) / 1000);
    onProgress?.({
      type: 'step-end',
      phase,
      unit,
      epoch: 1,
      step: done,
      stepsPerEpoch: total,
      losses: {},
      unitsPerSecond: done / seconds,
    });
    if (done === total) onProgress?.({ type: 'phase-end', phase, seconds });
  };
}
