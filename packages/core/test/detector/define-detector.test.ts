import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  createPasses,
  defineDetector,
  isEncoder,
  isMapDetector,
  isReconstructor,
  OneClassError,
  type Detector,
  type MethodConfig,
  type ProgressEvent,
  type SampleShape,
} from '../../src/index.ts';
import {
  dottedImages,
  CONFIG,
  imagesOf,
  SHAPE,
  tinyDetector,
  type TinyOutput,
} from './tiny-detector.ts';

beforeAll(() => tf.setBackend('cpu'));

const OUTPUTS: readonly TinyOutput[] = ['score', 'map', 'reconstruction', 'code', 'extremes'];
const combinations = Array.from({ length: 2 ** OUTPUTS.length - 1 }, (_, bits) =>
  OUTPUTS.filter((_name, i) => ((bits + 1) >> i) % 2 === 1),
);

/** A detector of scores alone, all 0. */
function scoring(compute: () => Promise<void> = async () => undefined): Detector {
  const detector = defineDetector({
    method: 'tiny',
    config: CONFIG,
    sampleShape: SHAPE,
    outputs: { score: [] },
    async compute({ shape }) {
      await compute();
      return { score: new Float32Array(shape[0]) };
    },
    tensors: () => ({}),
    dispose: () => undefined,
  });
  onTestFinished(detector.dispose);
  return detector;
}

/** A promise that is settled from outside. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

const disposedOf = (when = ''): object => ({
  name: 'OneClassError',
  code: 'invalid-argument',
  message: expect.stringContaining(
    `This tiny detector was disposed of${when}. Call dispose() when its last promise is settled`,
  ) as string,
});

describe('the outputs of a detector', () => {
  it('have their shapes, and are the same to the bit in any combination, from one pass', async () => {
    const detector = tinyDetector();
    const images = imagesOf(5);
    const alone = await Promise.all(OUTPUTS.map((name) => detector.compute(images, [name])));
    const expected = Object.assign({}, ...alone) as Awaited<(typeof alone)[number]>;
    expect(Object.values(expected).map(({ shape }) => shape)).toEqual([
      [5],
      [5, 2, 3],
      [5, 2, 3, 1],
      [5, 6],
      [5, 2],
    ]);
    for (const names of [...combinations, OUTPUTS.toReversed()]) {
      const { watching } = detector;
      watching.computed.length = 0;
      watching.intermediates = 0;
      const found = await detector.compute(images, names, { batchSize: 2 });
      expect(Object.keys(found)).toEqual(names);
      for (const name of names) expect(found[name], name).toEqual(expected[name]);
      expect([watching.computed, watching.intermediates]).toEqual([[2, 2, 1], 3]);
    }
  });

  it('are what the short calls give', async () => {
    const detector = tinyDetector();
    const images = imagesOf(3);
    const all = await detector.compute(images, ['score', 'map', 'reconstruction', 'code']);
    expect(await detector.score(images)).toEqual(all.score.data);
    expect(await detector.scoreMap(images)).toEqual(all.map);
    expect(await detector.reconstruct(images)).toEqual(all.reconstruction);
    expect(await detector.encode(images)).toEqual(all.code);
    expect(detector.watching.wanted.slice(1)).toEqual(['score', 'map', 'reconstruction', 'code']);
  });

  it('are the right ones, image by image', async () => {
    const images = imagesOf(3);
    const { map, reconstruction } = await tinyDetector().compute(images, ['map', 'reconstruction']);
    images.dataSync<'float32'>().forEach((pixel, i) => {
      expect(map.data[i]).toBeCloseTo((pixel - 0.07 * (i % 6)) ** 2, 5);
      expect(reconstruction.data[i]).toBeCloseTo(0.07 * (i % 6), 5);
    });
  });

  it('are named, with a short call for each that has one', () => {
    const all = tinyDetector();
    expect(all.outputs).toEqual(OUTPUTS);
    expect(Object.isFrozen(all.outputs)).toBe(true);
    expect([isMapDetector(all), isReconstructor(all), isEncoder(all)]).toEqual([true, true, true]);
    const few = scoring();
    expect(few.outputs).toEqual(['score']);
    expect([isMapDetector(few), isReconstructor(few), isEncoder(few)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(Object.keys(few)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/scoreMap|reconstruct|encode/)]),
    );
  });

  it('are computed once where one is named twice', async () => {
    const detector = tinyDetector();
    const found = await detector.compute(imagesOf(2), ['map', 'score', 'map']);
    expect(Object.keys(found)).toEqual(['map', 'score']);
    expect(detector.watching.wanted).toEqual(['map,score']);
  });

  it('of no images are empty', async () => {
    const { score, map } = await tinyDetector().compute(dottedImages(0), ['score', 'map']);
    expect([score, map]).toEqual([
      { data: new Float32Array(0), shape: [0] },
      { data: new Float32Array(0), shape: [0, 2, 3] },
    ]);
  });

  it.each<[string, readonly string[], RegExp, unknown]>([
    ['unknown', ['score', 'mood'], /^tiny has no output 'mood'\. Choose among: /, 'mood'],
    ["an object's", ['toString'], /^tiny has no output 'toString'\. Choose among: /, 'toString'],
    ['none', [], /^No output of tiny is named\. Choose among: /, []],
  ])(
    'are refused where a name is %s, with those that there are',
    async (_, names, message, received) => {
      const detector = tinyDetector();
      const refused = expect(detector.compute(imagesOf(1), names)).rejects;
      await refused.toMatchObject({ code: 'unknown-name', argument: 'outputs', received });
      const list = OUTPUTS.join(', ');
      await expect(detector.compute(imagesOf(1), names)).rejects.toThrow(
        expect.objectContaining({
          message: expect.stringMatching(new RegExp(`${message.source}${list}`)) as string,
          expected: list,
        }),
      );
      expect(detector.watching.computed).toEqual([]);
    },
  );

  it.each([
    ['score', NaN, []],
    ['score', Infinity, []],
    ['map', -Infinity, [2, 3]],
    ['map', NaN, [2, 3]],
  ] as const)('are refused where `%s` holds %s, with the image', async (output, value, shape) => {
    const size = shape.length === 0 ? 1 : 6;
    let first = 0;
    const detector = defineDetector<MethodConfig, 'score' | 'map'>({
      method: 'tiny',
      config: CONFIG,
      sampleShape: SHAPE,
      outputs: { score: [], map: [2, 3] },
      async compute({ shape: [n] }) {
        const values = { score: new Float32Array(n), map: new Float32Array(n * 6) };
        // Of the image at position 5, its last value.
        if (first <= 5 && first + n > 5) values[output][(5 - first + 1) * size - 1] = value;
        first += n;
        return values;
      },
      tensors: () => ({}),
      dispose: () => undefined,
    });
    onTestFinished(detector.dispose);
    const computing = detector.compute(dottedImages(8), ['score', 'map'], { batchSize: 4 });
    await expect(computing).rejects.toMatchObject({
      code: 'invalid-data',
      argument: 'samples',
      received: value,
      message: expect.stringContaining(
        `tiny computed ${String(value)} in \`${output}\` of the image at position 5, counted`,
      ) as string,
    });
    first = 8; // No image is at 5 any more: the detector goes on.
    expect(await detector.score(dottedImages(1))).toEqual(Float32Array.of(0));
  });

  it.each([
    [[3, 2, 1], 'invalid-shape'],
    [[2, 3, 3], 'invalid-shape'],
  ] as const)('are refused for images of %j', async (sampleShape, code) => {
    const detector = tinyDetector();
    const images = dottedImages(2, { sampleShape });
    await expect(detector.compute(images, ['map'])).rejects.toMatchObject({ code });
    expect(detector.watching.computed).toEqual([]);
  });
});

describe('a score config', () => {
  it('is refused by a detector that has none', async () => {
    const detector = tinyDetector();
    const images = imagesOf(1);
    for (const use of [detector.score, detector.scoreMap, detector.encode] as const) {
      await expect(use(images, { config: { steps: 5 } })).rejects.toMatchObject({
        code: 'invalid-config',
        argument: 'score.steps',
        message: 'tiny has no score config. Leave out `config`. Received: `steps`.',
      });
    }
    expect(detector.watching.computed).toEqual([]);
    for (const config of [{}, undefined])
      expect(await detector.score(images, { config })).toHaveLength(1);
  });

  it('is resolved once a call, before images are looked at, and reaches what is computed', async () => {
    interface Score {
      readonly factor: number;
    }
    const given: unknown[] = [];
    const seen: unknown[] = [];
    const detector = defineDetector<MethodConfig, 'score', Score>({
      method: 'tiny',
      config: CONFIG,
      sampleShape: SHAPE,
      outputs: { score: [] },
      resolveScore(override) {
        given.push(override);
        const { factor = 1 } = (override ?? {}) as Partial<Score>;
        if (factor > 0) return { factor };
        throw new OneClassError('invalid-config', 'Not above 0.', { argument: 'score.factor' });
      },
      batchSize: ({ factor }) => factor,
      async compute({ shape }, { score }) {
        seen.push(score, shape[0]);
        return { score: new Float32Array(shape[0]).fill(score.factor) };
      },
      tensors: () => ({}),
      dispose: () => undefined,
    });
    onTestFinished(detector.dispose);
    const images = dottedImages(4);
    expect(await detector.score(images, { config: { factor: 3 } })).toEqual(
      new Float32Array(4).fill(3),
    );
    expect(given).toEqual([{ factor: 3 }]);
    expect(seen).toEqual([{ factor: 3 }, 3, { factor: 3 }, 1]);
    await detector.score(images, { batchSize: 4 });
    expect([given.at(-1), ...seen.slice(4)]).toEqual([undefined, { factor: 1 }, 4]);
    const misshaped = dottedImages(1, { sampleShape: [9, 9, 1] });
    await expect(detector.score(misshaped, { config: { factor: 0 } })).rejects.toMatchObject({
      code: 'invalid-config',
      argument: 'score.factor',
    });
  });
});

describe('images at a time', () => {
  const atATime = async (sampleShape: SampleShape, batchSize?: number): Promise<number> => {
    const seen: number[] = [];
    const detector = tinyDetector({ sampleShape });
    await detector.score(dottedImages(0, { sampleShape, seen }), { batchSize });
    return seen[0] as number;
  };

  it('are as many as have 2²⁰ pixels, 256 at most and one at least', async () => {
    const shapes: readonly SampleShape[] = [
      [1, 1, 3],
      [64, 64, 1],
      [65, 64, 1],
      [256, 256, 3],
      [1024, 1024, 1],
      [4000, 3000, 3],
    ];
    const sizes: number[] = [];
    for (const shape of shapes) sizes.push(await atATime(shape));
    expect(sizes).toEqual([256, 256, Math.floor(2 ** 20 / (64 * 65)), 16, 1, 1]);
  });

  it('are as many as the call says', async () => {
    expect(await atATime([64, 64, 1], 7)).toBe(7);
    await expect(atATime([64, 64, 1], 0)).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'batchSize',
    });
  });

  it('are as many as the detector says, where the call does not', async () => {
    const seen: number[] = [];
    const detector = tinyDetector({ batchSize: () => 5 });
    const images = dottedImages(0, { seen });
    await detector.score(images);
    await detector.score(images, { batchSize: 3 });
    expect(seen).toEqual([5, 3]);
  });
});

describe('progress of a detector', () => {
  async function eventsOf(
    detector: Detector,
    names: readonly string[] = ['score'],
  ): Promise<ProgressEvent[]> {
    const events: ProgressEvent[] = [];
    await detector.compute(dottedImages(5), names, {
      batchSize: 2,
      onProgress: (event) => events.push(event),
    });
    return events;
  }

  it('is a phase named for the outputs, with a step a batch', async () => {
    const events = await eventsOf(tinyDetector(), ['score', 'map', 'score']);
    const about = { phase: 'score and map', unit: 'images' };
    expect(events).toEqual([
      { type: 'phase-start', ...about, stepsPerEpoch: 3, units: 5 },
      ...[1, 2, 3].map((step) => ({
        ...{ type: 'step-end', ...about, epoch: 1, step, stepsPerEpoch: 3, losses: {} },
        unitsPerSecond: expect.any(Number) as number,
      })),
      { type: 'phase-end', phase: 'score and map', seconds: expect.any(Number) as number },
    ]);
    for (const event of events)
      if (event.type === 'step-end') expect(event.unitsPerSecond).toBeGreaterThan(0);
  });

  it('is counted by a detector that reports its own steps', async () => {
    const detector = tinyDetector({
      stepsOf: (images) => 3 * images,
      async compute({ shape: [n] }, { step }) {
        for (let i = 0; i < 3 * n; i++) await step(1 / 3);
        return { score: new Float32Array(n) };
      },
    });
    const events = await eventsOf(detector);
    expect(events[0]).toMatchObject({ type: 'phase-start', stepsPerEpoch: 15, units: 5 });
    const steps = events.flatMap((event) => (event.type === 'step-end' ? [event] : []));
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(new Set(steps.map(({ stepsPerEpoch }) => stepsPerEpoch))).toEqual(new Set([15]));
    expect(events).toHaveLength(17);
  });

  it('that throws ends the call with what it throws, and the detector goes on', async () => {
    const detector = tinyDetector();
    const onProgress = (): void => {
      throw new Error('from a listener');
    };
    await expect(detector.score(imagesOf(2), { onProgress })).rejects.toThrow('from a listener');
    expect(await detector.score(imagesOf(2))).toHaveLength(2);
  });
});

describe('a call that is aborted', () => {
  it('is rejected with the reason within a batch, and the detector goes on', async () => {
    const detector = tinyDetector();
    const controller = new AbortController();
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'step-end' && event.step === 2) controller.abort(new Error('enough'));
    };
    const { signal } = controller;
    await expect(
      detector.compute(imagesOf(9), ['map', 'score'], { batchSize: 2, signal, onProgress }),
    ).rejects.toThrow('enough');
    expect(detector.watching.computed).toEqual([2, 2]);
    await expect(detector.score(imagesOf(9), { signal })).rejects.toThrow('enough');
    expect(detector.watching.computed).toEqual([2, 2]);
    expect(await detector.score(imagesOf(2))).toHaveLength(2);
  });

  it('is rejected between the steps of a batch that reports its own', async () => {
    const controller = new AbortController();
    const seen: unknown[] = [];
    const detector = tinyDetector({
      stepsOf: () => 10,
      async compute({ shape: [n] }, { step, signal }) {
        seen.push(signal);
        for (let i = 0; i < 10; i++) {
          if (i === 3) controller.abort(new Error('enough'));
          seen.push(i);
          await step(n / 10);
        }
        return { score: new Float32Array(n) };
      },
    });
    const { signal } = controller;
    await expect(detector.score(imagesOf(2), { signal })).rejects.toThrow('enough');
    expect(seen).toEqual([signal, 0, 1, 2, 3]);
  });

  it('lets timers run between batches, so that an abort can arrive', async () => {
    const controller = new AbortController();
    const detector = scoring();
    setTimeout(() => {
      controller.abort(new Error('from a timer'));
    }, 5);
    const { signal } = controller;
    await expect(detector.score(dottedImages(1_000_000), { batchSize: 1, signal })).rejects.toThrow(
      'from a timer',
    );
  });
});

describe('the state of a detector', () => {
  it('says all that restores it', () => {
    const features = { id: 'some', hash: 'of weights' };
    const facts = { width: 6 };
    const detector = tinyDetector({ features, facts });
    const about = { method: 'tiny', config: CONFIG, sampleShape: SHAPE, features, facts };
    expect(detector).toMatchObject(about);
    expect(detector.state()).toEqual({
      ...about,
      tensors: { weights: { shape: [6], data: Float32Array.of(0, 1, 2, 3, 4, 5) } },
    });
  });
});

describe('a detector that is disposed of', () => {
  it('frees once, and refuses every call after', async () => {
    const { watching, ...detector } = tinyDetector();
    detector.dispose();
    detector.dispose();
    expect(watching.freed).toBe(1);
    const images = imagesOf(2);
    const uses = [
      detector.score,
      detector.scoreMap,
      detector.reconstruct,
      detector.encode,
      (samples: typeof images) => detector.compute(samples, ['extremes']),
    ];
    for (const use of uses) await expect(use(images)).rejects.toMatchObject(disposedOf());
    expect(() => detector.state()).toThrow(expect.objectContaining(disposedOf()) as Error);
    expect(watching.computed).toEqual([]);
  });

  it('while it computes rejects the call, and frees only when that has stopped', async () => {
    const [started, goOn] = [gate(), gate()];
    const freedAt: string[] = [];
    let at = 'before';
    const detector = tinyDetector({
      async compute({ shape: [n] }) {
        started.open();
        await goOn.opened;
        at = 'computed';
        return { score: new Float32Array(n) };
      },
      dispose: () => void freedAt.push(at),
    });
    const running = detector.score(dottedImages(4), { batchSize: 2 });
    await started.opened;
    detector.dispose();
    detector.dispose();
    expect(freedAt).toEqual([]);
    expect(() => detector.state()).toThrow(expect.objectContaining(disposedOf()) as Error);
    await expect(detector.score(dottedImages(1))).rejects.toMatchObject(disposedOf());
    expect(freedAt).toEqual([]);
    goOn.open();
    await expect(running).rejects.toMatchObject(disposedOf(' while it computed'));
    expect(freedAt).toEqual(['computed']);
    detector.dispose();
    expect(freedAt).toEqual(['computed']);
  });

  it('while several calls run rejects them all, and frees after the last', async () => {
    const calls = [0, 1].map(() => ({ started: gate(), goOn: gate() }));
    let begun = 0;
    let freed = 0;
    const detector = tinyDetector({
      async compute({ shape: [n] }) {
        const call = calls[begun++];
        call?.started.open();
        await call?.goOn.opened;
        return { score: new Float32Array(n) };
      },
      dispose: () => void freed++,
    });
    const running = calls.map(() =>
      detector.score(dottedImages(1)).then(
        () => 'computed',
        (error: unknown) => error,
      ),
    );
    await Promise.all(calls.map(({ started }) => started.opened));
    detector.dispose();
    for (const [i, { goOn }] of calls.entries()) {
      expect(freed).toBe(0);
      goOn.open();
      expect(await running[i]).toMatchObject(disposedOf(' while it computed'));
    }
    expect(freed).toBe(1);
  });

  it.each(['phase-start', 'step-end', 'phase-end'] as const)(
    'by a listener of its progress, at a %s, rejects the call',
    async (type) => {
      for (const size of [0, 1, 3]) {
        const { watching, ...detector } = tinyDetector();
        const onProgress = (event: ProgressEvent): void => {
          if (event.type === type) detector.dispose();
        };
        const running = detector.compute(dottedImages(size), ['code'], {
          batchSize: 1,
          onProgress,
        });
        if (size === 0 && type === 'step-end') expect((await running).code.shape).toEqual([0, 6]);
        else await expect(running).rejects.toMatchObject(disposedOf(' while it computed'));
        expect(watching.freed).toBe(size === 0 && type === 'step-end' ? 0 : 1);
      }
    },
  );

  it('between the steps of a batch that reports its own rejects the call', async () => {
    const seen: number[] = [];
    const detector = tinyDetector({
      stepsOf: () => 4,
      async compute({ shape: [n] }, { step }) {
        for (let i = 0; i < 4; i++) {
          if (i === 1) detector.dispose();
          seen.push(i);
          await step(n / 4);
        }
        return { score: new Float32Array(n) };
      },
    });
    await expect(detector.score(imagesOf(2))).rejects.toMatchObject(
      disposedOf(' while it computed'),
    );
    expect(seen).toEqual([0, 1]);
  });

  it('ends the calls of its own that share its passes', async () => {
    const passes = createPasses({ method: 'tiny', sampleShape: SHAPE });
    const [started, goOn] = [gate(), gate()];
    const { watching, ...detector } = tinyDetector({ passes });
    const own = passes.run(dottedImages(1), {
      phase: 'own',
      shapes: { own: [] },
      batchSize: 1,
      async compute() {
        started.open();
        await goOn.opened;
        return { own: Float32Array.of(1) };
      },
    });
    await started.opened;
    detector.dispose();
    expect(watching.freed).toBe(0);
    goOn.open();
    await expect(own).rejects.toMatchObject(disposedOf(' while it computed'));
    expect(watching.freed).toBe(1);
  });
});
