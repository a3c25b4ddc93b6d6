import type { ProgressEvent } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint, passThrough, type Stateful } from '../src/index.ts';
import { memoryStore, tinyConfig, tinyImages } from './checkpoint/tiny-fit.ts';

beforeAll(() => useBackend());

/** The images' first pixels, in the order in which they came. */
function collector(): Stateful & { readonly seen: number[] } {
  const seen: number[] = [];
  return {
    seen,
    state: () => ({
      tensors: { seen: { shape: [seen.length], data: Float32Array.from(seen) } },
      numbers: {},
    }),
    load({ tensors }) {
      seen.splice(0, seen.length, ...(tensors['seen']?.data ?? []));
    },
  };
}

interface Stop {
  /** Aborted after so many steps. */
  readonly after?: number;
}

async function pass(store: ReturnType<typeof memoryStore>, { after }: Stop = {}) {
  const part = collector();
  const controller = new AbortController();
  const events: ProgressEvent[] = [];
  const onProgress = (event: ProgressEvent): void => {
    events.push(event);
    if (
      event.type === 'step-end' &&
      events.filter(({ type }) => type === 'step-end').length === after
    )
      controller.abort(new Error('enough'));
  };
  const checkpoint = await openCheckpoint(store, {
    ...{ method: 'tiny', config: tinyConfig, dataset: tinyImages },
  });
  const outcome = await passThrough(
    tinyImages,
    async (images) => {
      const values = await images.data<'float32'>();
      for (let i = 0; i < images.shape[0]; i++) part.seen.push(values[i * 16] as number);
    },
    {
      ...{ phase: 'features', batchSize: 4, parts: { part }, checkpoint },
      ...{ signal: controller.signal, onProgress },
    },
  ).catch((error: unknown) => error);
  return { outcome, seen: part.seen, events };
}

const stepsOf = (events: readonly ProgressEvent[]): number[] =>
  events.flatMap((event) => (event.type === 'step-end' ? [event.step] : []));

describe('a pass through the images', () => {
  it('sees each once, in their order', async () => {
    const { seen, events } = await pass(memoryStore());
    const expected = Array.from({ length: 11 }, (_, i) =>
      Math.fround(((i * 16 * 7919) % 256) / 255),
    );
    expect(seen).toEqual(expected);
    expect(stepsOf(events)).toEqual([1, 2, 3]);
  });

  it.each([1, 2])('goes on where it was stopped after %i steps', async (after) => {
    const { seen: whole } = await pass(memoryStore());
    const store = memoryStore();
    expect((await pass(store, { after })).outcome).toMatchObject({ message: 'enough' });
    const { seen, events } = await pass(store);
    expect(seen).toEqual(whole);
    expect(events[0]).toMatchObject({ type: 'phase-start', resumedSteps: after });
    expect(stepsOf(events)).toEqual([1, 2, 3].slice(after));
  });

  it('is not gone through again once it is finished', async () => {
    const store = memoryStore();
    const { seen: whole } = await pass(store);
    const { seen, events } = await pass(store);
    expect(seen).toEqual(whole);
    expect(events.map(({ type }) => type)).toEqual(['phase-start', 'phase-end']);
    expect(events[0]).toMatchObject({ resumedSteps: 3 });
  });
});
