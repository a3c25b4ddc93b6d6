import type { ProgressEvent } from '@oneclass/core';
import { createProgress } from '@oneclass/terminal';

/** Reads data, and shows how far it is. */
export function whileReading<T>(
  load: (onProgress: (event: ProgressEvent) => void) => Promise<T>,
): Promise<T> {
  const progress = createProgress(process.stderr);
  return load(progress.onProgress).finally(progress.stop);
}
