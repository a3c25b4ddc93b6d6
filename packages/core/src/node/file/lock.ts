import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OneClassError } from '../../error.ts';
import { onDisk } from './part-file.ts';
import { errnoOf } from './read-bytes.ts';

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds after which the lock of a process that gives no sign of life is taken over; 10,000
   * when absent, 2000 at least.
   */
  readonly stale?: number | undefined;
  /** Called once, when another process has the lock. */
  readonly onWait?: (() => void) | undefined;
}

const POLL = 250;

/**
 * Works while no other process on this machine has the lock `path`; waits for it first.
 *
 * @param work gets a signal that is aborted with the caller's, and when the lock is lost
 * @throws the signal's reason; OneClassError `download-failed` when the lock can't be made or was
 *   lost
 */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const signal = options.signal ? AbortSignal.any([lost.signal, options.signal]) : lost.signal;
  const onCompromised = (cause: Error): void => {
    const message =
      `${path}: lost to another process, as happens when this one was stopped for long. Run ` +
      'it again.';
    lost.abort(new OneClassError('download-failed', message, { argument: path, cause }));
  };
  const release = await acquire(path, options, onCompromised);
  try {
    return await work(signal);
  } finally {
    await release().catch(() => undefined);
  }
}

async function acquire(
  path: string,
  { signal, stale = 10_000, onWait }: LockOptions,
  onCompromised: (cause: Error) => void,
): Promise<() => Promise<void>> {
  // Imported only here: it changes the process's fs and signal handlers.
  const { lock } = await import('proper-lockfile');
  await onDisk(path, () => mkdir(dirname(path), { recursive: true }));
  for (let waiting = false; ; waiting = true) {
    signal?.throwIfAborted();
    try {
      return await lock(path, { realpath: false, lockfilePath: path, stale, onCompromised });
    } catch (cause) {
      if (errnoOf(cause) !== 'ELOCKED') return onDisk(path, () => Promise.reject(cause as Error));
    }
    if (!waiting) onWait?.();
    await delay(POLL, undefined, signal && { signal }).catch(() => undefined);
  }
}
