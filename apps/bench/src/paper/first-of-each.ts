import type { LabeledDataset } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';

/**
 * The first images of each kind, or of normal and anomalous ones, in the set's order: for methods
 * that take long to score. Without masks.
 */
export function firstOfEach(
  test: LabeledDataset,
  of: 'kinds' | 'labels',
  count: number,
): LabeledDataset {
  const seen = new Map<unknown, number>();
  const positions = [...test[of].keys()].filter((i) => {
    const group = test[of][i];
    const before = seen.get(group) ?? 0;
    seen.set(group, before + 1);
    return before < count;
  });
  const pick = <T>(values: ArrayLike<T>): T[] => positions.map((i) => values[i] as T);
  return {
    samples: subset(test.samples, positions),
    labels: Uint8Array.from(pick(test.labels)),
    kinds: pick(test.kinds),
    ids: pick(test.ids),
  };
}
