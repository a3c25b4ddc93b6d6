import { OneClassError, type CheckpointStore, type Dataset } from '@oneclass/core';
import type { ToyConfig } from './config.ts';
import type { View } from './view.ts';

export interface Saved {
  /** What it must agree on with the fit that finds it. */
  readonly of: string;
  readonly step: number;
  readonly mean: readonly number[];
}

const print = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value, i) => (sum * 31 + value * (i + 1)) % 1e6, 0);

async function fingerprint(
  dataset: Dataset,
  { config, features }: { config: ToyConfig; features: View['features'] },
): Promise<string> {
  const prints: number[] = [];
  for await (const batch of dataset.batches({ batchSize: 32 })) {
    prints.push(print(batch.dataSync()));
    batch.dispose();
  }
  return JSON.stringify({ config, features, prints });
}

function parse(bytes: Uint8Array, of: string): Saved {
  let saved: Saved;
  try {
    saved = JSON.parse(new TextDecoder().decode(bytes)) as Saved;
  } catch (cause) {
    throw new OneClassError(
      'invalid-argument',
      'The checkpoint of this toy is damaged. Remove it, and fit again.',
      { cause },
    );
  }
  if (saved.of === of) return saved;
  throw new OneClassError(
    'invalid-argument',
    'The checkpoint belongs to another fit of the toy. Remove it, or fit as before.',
  );
}

export interface Checkpoint {
  readonly found: Saved | undefined;
  save(step: number, mean: Float32Array): Promise<void>;
}

export async function openCheckpoint(
  store: CheckpointStore | undefined,
  dataset: Dataset,
  by: { config: ToyConfig; features: View['features'] },
): Promise<Checkpoint> {
  if (!store) return { found: undefined, save: async () => undefined };
  const of = await fingerprint(dataset, by);
  const bytes = await store.load();
  return {
    found: bytes && parse(bytes, of),
    save(step, mean) {
      const saved: Saved = { of, step, mean: [...mean] };
      return store.save(new TextEncoder().encode(JSON.stringify(saved)));
    },
  };
}
