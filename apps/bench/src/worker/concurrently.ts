/**
 * `work` on every item, at most `limit` at a time, begun in order.
 * @returns results in the items' order
 * @throws what a `work` throws first, when those under way have ended; their signal tells them to
 */
export async function concurrently<T, R>(items: readonly T[], work: (item: T, signal: AbortSignal) => Promise<R>, { limit, signal }: { limit: number; signal: AbortSignal }): Promise<R[]> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of queue) {
      if (failure.signal.aborted) return;
      try {
        results[i] = await work(item, either);
      } catch (error) {
        failure.abort(error); // a second one changes nothing
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (failure.signal.aborted) throw failure.signal.reason;
  return results;
}
