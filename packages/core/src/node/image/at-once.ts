/** Decoding runs in sharp's own threads, beside what is done with the image before. */
const AT_ONCE = 8;

/**
 * Acts on each position from 0 to `count`, a few at a time. After a rejection nothing goes on in
 * the background.
 * @throws the first error of `act`; the signal's reason when aborted
 */
export async function forEachAtOnce(
  count: number,
  act: (position: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  let failed = false;
  const work = async (): Promise<void> => {
    try {
      while (next < count && !failed) {
        signal?.throwIfAborted();
        await act(next++);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  // Settled, not all: so that none is left running.
  for (const worker of await Promise.allSettled(Array.from({ length: AT_ONCE }, work))) {
    if (worker.status === 'rejected') throw worker.reason;
  }
}
