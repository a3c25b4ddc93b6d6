import type { LabeledDataset } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';

/** Every second image of each kind, and the others, as two labelled sets. */
export function alternateHalves(data: LabeledDataset): [LabeledDataset, LabeledDataset] {
  const seen = new Map<string, number>();
  const parity = data.kinds.map((kind) => {
    const count = seen.get(kind) ?? 0;
    seen.set(kind, count + 1);
    return count % 2;
  });
  const half = (wanted: number): LabeledDataset => {
    const positions = [...parity.keys()].filter((i) => parity[i] === wanted);
    return {
      samples: subset(data.samples, positions),
      labels: Uint8Array.from(positions, (i) => data.labels[i] as number),
      kinds: positions.map((i) => data.kinds[i] as string),
      ids: positions.map((i) => data.ids[i] as string),
    };
  };
  return [half(0), half(1)];
}
