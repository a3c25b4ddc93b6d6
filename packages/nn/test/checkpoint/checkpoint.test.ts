import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import {
  createRng,
  readSafetensors,
  writeSafetensors,
  type CheckpointStore,
  type ProgressEvent,
} from '@oneclass/core';
import { imageSet } from '@oneclass/core/datasets';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openCheckpoint, train } from '../../src/index.ts';
import { memoryStore, tinyConfig, tinyFit, tinyImages } from './tiny-fit.ts';

/** Aborted after so many steps. */
async function interrupted(checkpoint: CheckpointStore, steps: number): Promise<unknown> {
  const controller = new AbortController();
  let taken = 0;
  const onProgress = ({ type, ...event }: ProgressEvent): void => {
    if (
      type === 'step-end' &&
      'phase' in event &&
      event.phase !== 'statistics' &&
      ++taken === steps
    )
      controller.abort(new Error('enough'));
  };
  return tinyFit({ checkpoint, signal: controller.signal, onProgress }).catch(
    (error: unknown) => error,
  );
}

const TRAINING_STEPS = (tinyConfig.pretrainEpochs + tinyConfig.epochs) * 3;

describe.each(['wasm', 'cpu'])('a fit with a checkpoint on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));

  it('ends with the same weights as one without', async () => {
    const store = memoryStore();
    expect(await tinyFit({ checkpoint: store })).toEqual(await tinyFit());
    expect(store.saves).toBe(TRAINING_STEPS + 2);
  });

  it('resumes to the same weights to the bit, whichever step it was stopped after', async () => {
    const whole = await tinyFit();
    for (let steps = 1; steps <= TRAINING_STEPS; steps++) {
      const store = memoryStore();
      expect(await interrupted(store, steps)).toMatchObject({ message: 'enough' });
      expect(await tinyFit({ checkpoint: store }), `stopped after step ${String(steps)}`).toEqual(
        whole,
      );
    }
  });

  it('resumes to the same weights when stopped again and again', async () => {
    const store = memoryStore();
    for (let k = 0; k < TRAINING_STEPS; k++) await interrupted(store, 1);
    const steps = vi.fn();
    const result = await tinyFit({
      checkpoint: store,
      onProgress: ({ type, phase }) => {
        if (type === 'step-end' && phase !== 'statistics') steps();
      },
    });
    expect(result).toEqual(await tinyFit());
    expect(steps).not.toHaveBeenCalled();
  });
});

describe('a resumed fit', () => {
  beforeAll(() => tf.setBackend('wasm'));

  it('reports what it was spared, and every finished epoch again, as it was', async () => {
    const lossesOf = (events: readonly ProgressEvent[]): unknown[] =>
      events.flatMap((event) =>
        event.type === 'epoch-end' ? [[event.phase, event.epoch, event.losses]] : [],
      );
    const whole: ProgressEvent[] = [];
    await tinyFit({ onProgress: (event) => whole.push(event) });
    const store = memoryStore();
    await interrupted(store, 6 + 3 + 2); // of the second epoch of 'fit'
    const resumed: ProgressEvent[] = [];
    await tinyFit({ checkpoint: store, onProgress: (event) => resumed.push(event) });
    expect(lossesOf(resumed)).toEqual(lossesOf(whole));
    const starts = resumed.flatMap((event) =>
      event.type === 'phase-start' ? [[event.phase, event.resumedSteps]] : [],
    );
    expect(starts).toEqual([
      ['pretrain', 6],
      ['fit', 5],
      ['statistics', undefined],
    ]);
    expect(
      resumed
        .flatMap((event) =>
          event.type === 'step-end' && event.phase === 'fit' ? [[event.epoch, event.step]] : [],
        )
        .slice(0, 2),
    ).toEqual([
      [2, 3],
      [3, 1],
    ]);
    for (const event of resumed)
      if (event.type === 'epoch-end') expect(event.unitsPerSecond).toBeGreaterThan(0);
    expect(resumed.filter(({ type }) => type === 'phase-end')).toHaveLength(3);
  });

  it('counts the seconds of all its runs', async () => {
    const store = memoryStore();
    const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));
    await tinyFit({ checkpoint: store }, { pause: wait });
    let seconds = 0;
    await tinyFit({
      checkpoint: store,
      onProgress: (event) => {
        if (event.type === 'phase-end' && event.phase === 'fit') seconds = event.seconds;
      },
    });
    expect(seconds).toBeGreaterThan(0.17);
  });

  it('saves once an interval, at the end of each phase, and when it is stopped', async () => {
    const store = memoryStore(1e6);
    await interrupted(store, 5);
    expect(store.saves).toBe(2);
    const again = memoryStore(1e6);
    await tinyFit({ checkpoint: again });
    expect(again.saves).toBe(3); // the first step and two phases
  });

  it('finds out that it diverged, as without the interruption', async () => {
    const config = { ...tinyConfig, nested: { rate: 1e38 } };
    const store = memoryStore();
    const stop = new AbortController();
    const abort = (event: ProgressEvent): void => {
      if (event.type === 'step-end') stop.abort(new Error('enough'));
    };
    await expect(
      tinyFit({ checkpoint: store, signal: stop.signal, onProgress: abort }, { config }),
    ).rejects.toThrow('enough');
    await expect(tinyFit({ checkpoint: store }, { config })).rejects.toMatchObject({
      code: 'diverged',
    });
  });
});

describe('a checkpoint of another fit', () => {
  const store = memoryStore();
  beforeAll(async () => {
    await tf.setBackend('wasm');
    await interrupted(store, 2);
  });
  afterAll(() => tf.setBackend('wasm'));

  const other = (change: (pixels: Uint8Array) => void, count = 11): typeof tinyImages => {
    const data = Uint8Array.from({ length: count * 16 }, (_, i) => (i * 7919) % 256);
    change(data);
    return imageSet({ data, sampleShape: [4, 4, 1] });
  };

  it.each([
    [
      'epochs',
      { config: { ...tinyConfig, epochs: 9 } },
      /`epochs` is 3 there and 9 here.*remove the checkpoint/,
    ],
    [
      'a nested setting',
      { config: { ...tinyConfig, nested: { rate: 0.5 } } },
      /`nested.rate` is 0.01 there and 0.5 here/,
    ],
    [
      'a setting more',
      { config: { ...tinyConfig, more: 1 } },
      /`more` is not set there and 1 here/,
    ],
    [
      'the number of images',
      { dataset: other(() => undefined, 12) },
      /number of training images is 11 there and 12 here/,
    ],
    [
      'one pixel',
      {
        dataset: other((pixels) => {
          pixels[175] = 1;
        }),
      },
      /training images are others/,
    ],
    [
      'the shape',
      { dataset: imageSet({ data: new Uint8Array(11 * 16), sampleShape: [2, 8, 1] }) },
      /shape of the images is \[4,4,1\] there and \[2,8,1\] here/,
    ],
  ])('is refused by name: %s', async (_, options, message) => {
    const before = store.bytes;
    await expect(tinyFit({ checkpoint: store }, options)).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'checkpoint',
      message: expect.stringMatching(message) as string,
    });
    expect(store.bytes).toBe(before);
  });

  it('is refused on another backend, where it would end with other weights', async () => {
    await tf.setBackend('cpu');
    await expect(tinyFit({ checkpoint: store })).rejects.toThrow(
      /backend is wasm there and cpu here/,
    );
  });
});

describe('a damaged checkpoint', () => {
  const store = memoryStore();
  const opened = (bytes: Uint8Array): Promise<unknown> =>
    tinyFit({ checkpoint: { ...memoryStore(), load: () => Promise.resolve(bytes) } });
  beforeAll(async () => {
    await tf.setBackend('wasm');
    await interrupted(store, 4);
  });

  it('is refused, wherever it is cut or changed', async () => {
    const bytes = store.bytes as Uint8Array;
    const refused = {
      code: 'invalid-artifact',
      message: expect.stringMatching(/begin anew/) as string,
    };
    for (const length of [0, 5, 8, 100, bytes.length - 4])
      await expect(opened(bytes.slice(0, length))).rejects.toMatchObject(refused);
    const headerEnd =
      8 + Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
    const text = new TextDecoder().decode(bytes.subarray(8, headerEnd)).trimEnd();
    for (let k = 0; k < 60; k++) {
      const changed = bytes.slice();
      const position =
        k % 2 === 0
          ? 8 + ((k * 7919) % text.length)
          : headerEnd + ((k * 7919) % (bytes.length - headerEnd));
      changed[position] = (changed[position] as number) ^ (1 << (k % 8));
      await expect(opened(changed), `byte ${String(position)}`).rejects.toMatchObject(refused);
    }
  });

  it('is refused when it is no checkpoint', async () => {
    const foreign = writeSafetensors({
      tensors: { a: { shape: [1], data: new Float32Array(1) } },
      metadata: { oneclass: '{}' },
    });
    await expect(opened(foreign)).rejects.toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringContaining('no checkpoint') as string,
    });
  });

  it('is refused when the parts of the fit are not in it', async () => {
    const adam = { state: () => ({ tensors: {}, numbers: {} }), load: () => undefined };
    const checkpoint = await openCheckpoint(store, {
      method: 'tiny',
      config: tinyConfig,
      dataset: tinyImages,
    });
    const training = train(tinyImages, () => ({}), {
      phase: 'pretrain',
      epochs: 1,
      batchSize: 4,
      rng: createRng(0),
      checkpoint,
      parts: { radius: adam },
    });
    await expect(training).rejects.toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringContaining('no part "radius"') as string,
    });
  });

  it('opens in any reader of safetensors', () => {
    const { tensors, metadata } = readSafetensors(store.bytes as Uint8Array);
    expect(Object.keys(metadata)).toEqual(['checkpoint', 'digest']);
    expect(Object.keys(tensors)).toContain('pretrain/network/out.weight');
  });
});

describe('a checkpoint store', () => {
  beforeAll(() => tf.setBackend('wasm'));

  it('that fails to save fails the fit, at its first step', async () => {
    const steps = vi.fn();
    const full: CheckpointStore = {
      load: () => Promise.resolve(undefined),
      save: () => Promise.reject(new Error('disk full')),
    };
    await expect(
      tinyFit({
        checkpoint: full,
        onProgress: ({ type }) => {
          if (type === 'step-end') steps();
        },
      }),
    ).rejects.toThrow('disk full');
    expect(steps).toHaveBeenCalledTimes(1);
  });

  it('is refused when it is none', async () => {
    await expect(tinyFit({ checkpoint: 'fit.checkpoint' as never })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('checkpointFile') as string,
    });
    await expect(tinyFit({ checkpoint: memoryStore(Number.NaN) })).rejects.toMatchObject({
      argument: 'checkpoint.interval',
    });
  });
});
