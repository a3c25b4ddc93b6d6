interface Concurrency<T> {
  /** Items at a time. */
  readonly limit: number;
  /**
   * Items with a key in common are never under way at the same time: the later one lets others
   * pass.
   */
  readonly apart?: ((item: T) => readonly string[]) | undefined;
  readonly signal: AbortSignal;
}

/**
 * `work` on every item, begun in order.
 * @returns results in the items' order
 * @throws what a `work` throws first, when those under way have ended; their signal tells them to
 */
export async function concurrently<T, R>(
  items: readonly T[],
  work: (item: T, signal: AbortSignal) => Promise<R>,
  { limit, apart = () => [], signal }: Concurrency<T>,
): Promise<R[]> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const results: R[] = [];
  const waiting = items.map((item, i) => ({ item, i, keys: apart(item) }));
  const running = new Map<Promise<void>, readonly string[]>();

  const run = async (item: T, i: number): Promise<void> => {
    try {
      results[i] = await work(item, either);
    } catch (error) {
      failure.abort(error); // a second one changes nothing
    }
  };
  const takeNext = (): (typeof waiting)[number] | undefined => {
    const taken = new Set([...running.values()].flat());
    const next = waiting.findIndex(({ keys }) => !keys.some((key) => taken.has(key)));
    return next < 0 ? undefined : waiting.splice(next, 1)[0];
  };

  while (!failure.signal.aborted) {
    const next = running.size < limit ? takeNext() : undefined;
    if (next) {
      const under = run(next.item, next.i).finally(() => running.delete(under));
      running.set(under, next.keys);
    } else if (running.size > 0) await Promise.race(running.keys());
    else break;
  }
  await Promise.all(running.keys());
  if (failure.signal.aborted) throw failure.signal.reason;
  return results;
}
