import type { ScoreRun } from './contract/run.ts';
import { OneClassError } from './error.ts';

/** What the calls of a detector without score config begin with. */
export interface DetectorGuard {
  /**
   * @throws OneClassError `invalid-argument` after `dispose`, `invalid-config` for a score config
   */
  check(run?: ScoreRun): void;
  /** Calls `free` the first time. */
  dispose(free: () => void): void;
}

/** @param method its name, for messages */
export function detectorGuard(method: string): DetectorGuard {
  let disposed = false;
  return {
    check({ config = {} } = {}) {
      if (disposed) {
        throw new OneClassError(
          'invalid-argument',
          'This detector was disposed of. Fit another, or restore it from its file.',
          {
            expected: 'a detector before its dispose()',
          },
        );
      }
      const [key] = Object.keys(config);
      if (key === undefined) return;
      throw new OneClassError(
        'invalid-config',
        `${method} has no score config. Leave out \`config\`. Received: \`${key}\`.`,
        {
          argument: `score.${key}`,
          expected: 'no score config',
          received: config,
        },
      );
    },
    dispose(free) {
      if (disposed) return;
      disposed = true;
      free();
    },
  };
}
