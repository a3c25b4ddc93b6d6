import { createProgress } from '@oneclass/terminal';

/** Progress of reading image files, as one more phase. */
export function readProgress(): {
  onRead: (done: number, total: number) => void;
  stop: () => void;
} {
  const progress = createProgress(process.stderr);
  let started = 0;
  return {
    stop: progress.stop,
    onRead(done, total) {
      if (started === 0) {
        started = performance.now();
        progress.onProgress({ type: 'phase-start', phase: 'read', stepsPerEpoch: total });
      }
      const seconds = Math.max(1e-3, (performance.now() - started) / 1000);
      progress.onProgress({
        type: 'step-end',
        phase: 'read',
        epoch: 1,
        step: done,
        stepsPerEpoch: total,
        losses: {},
        imagesPerSecond: done / seconds,
      });
      if (done === total) progress.onProgress({ type: 'phase-end', phase: 'read', seconds });
    },
  };
}
