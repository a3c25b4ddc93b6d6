import type { LabeledDataset } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';

/** The first images of each kind, in the set's order: for methods that take long to score. Without masks. */
export function firstOfEach(test: LabeledDataset, count: number): LabeledDataset {
  const seen = new Map<string, number>();
  const positions = test.kinds.flatMap((kind, i) => {
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    return before < count ? [i] : [];
  });
  const pick = <T>(values: ArrayLike<T>): T[] => positions.map((i) => values[i] as T);
  return { samples: subset(test.samples, positions), labels: Uint8Array.from(pick(test.labels)), kinds: pick(test.kinds), ids: pick(test.ids) };
}
