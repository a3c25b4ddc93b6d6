import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { createRng, type Dataset, type ProgressEvent } from '@oneclass/core';
import { imageSet } from '@oneclass/core/datasets';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  Adam,
  averageBatchStatistics,
  batchNorm,
  checkFiniteState,
  computeInBatches,
  conv2d,
  dense,
  disposeLayer,
  earlyStopping,
  flatten,
  maxPool2,
  randomWeights,
  sequential,
  train,
  type EpochOutcome,
  type TrainingOptions,
  type TrainingStep,
} from '../src/index.ts';

/** Ten images of one pixel, with the values 0 to 9 (of 255). */
const dataset: Dataset = imageSet({
  data: Uint8Array.from({ length: 10 }, (_, i) => i),
  sampleShape: [1, 1, 1],
});
const options = (more: Partial<TrainingOptions> = {}): TrainingOptions => ({
  phase: 'fit',
  epochs: 2,
  batchSize: 4,
  rng: createRng(1),
  parts: {},
  ...more,
});
const meanLoss: TrainingStep = (batch) => ({ loss: tf.mean(batch) });
const pixels = (batch: Tensor): number[] =>
  [...batch.dataSync()].map((value) => Math.round(value * 255));

describe('the training loop', () => {
  beforeAll(() => useBackend());

  it('goes through every image once an epoch, in a seeded order that changes with the epoch', async () => {
    const orders: number[][] = [];
    const record = async (): Promise<number[]> => {
      const seen: number[] = [];
      await train(
        dataset,
        (batch) => (seen.push(...pixels(batch)), { loss: tf.mean(batch) }),
        options(),
      );
      return seen;
    };
    orders.push(await record(), await record());
    const [first, again] = orders as [number[], number[]];
    expect(again).toEqual(first);
    expect(first.slice(0, 10).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(first.slice(10).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(first.slice(10)).not.toEqual(first.slice(0, 10));
  });

  it('reports phases, steps and epochs in order, with losses averaged over images', async () => {
    const events: ProgressEvent[] = [];
    await train(dataset, meanLoss, options({ onProgress: (event) => events.push(event) }));
    const epoch = ['step-end', 'step-end', 'step-end', 'epoch-end'];
    expect(events.map(({ type }) => type)).toEqual([
      'phase-start',
      ...epoch,
      ...epoch,
      'phase-end',
    ]);
    expect(events[0]).toMatchObject({ phase: 'fit', epochs: 2, stepsPerEpoch: 3, units: 10 });
    for (const event of events) if (event.type !== 'phase-end') expect(event.unit).toBe('images');
    expect(
      events
        .filter((event) => event.type === 'step-end')
        .map(({ epoch: number, step }) => [number, step]),
    ).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
    for (const event of events) {
      if (event.type !== 'epoch-end') continue;
      expect(event.losses['loss']).toBeCloseTo(4.5 / 255, 6);
      expect(event.unitsPerSecond).toBeGreaterThan(0);
    }
  });

  it('stops within one step when aborted, with the reason given', async () => {
    const controller = new AbortController();
    let steps = 0;
    const step: TrainingStep = (batch) => {
      steps += 1;
      if (steps === 2) controller.abort(new Error('enough'));
      return meanLoss(batch, { epoch: 0, step: 0 });
    };
    await expect(train(dataset, step, options({ signal: controller.signal }))).rejects.toThrow(
      'enough',
    );
    expect(steps).toBe(2);
  });

  it('lets timers run between steps, so that an abort can arrive', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(new Error('from a timer'));
    }, 20);
    await expect(
      train(dataset, meanLoss, options({ epochs: 1e6, signal: controller.signal })),
    ).rejects.toThrow('from a timer');
  });

  it('fails with an explanation when a loss is not finite', async () => {
    let steps = 0;
    const step: TrainingStep = () => ({ loss: tf.scalar(++steps === 5 ? Number.NaN : 1) });
    await expect(train(dataset, step, options())).rejects.toMatchObject({
      code: 'diverged',
      message: expect.stringMatching(
        /loss became NaN in epoch 2, step 2.*Lower the learning rate/,
      ) as string,
    });
  });

  it('leaves no tensor behind when a step throws', async () => {
    const step: TrainingStep = (batch) => {
      tf.mul(batch, 2);
      throw new Error('broken step');
    };
    await expect(train(dataset, step, options())).rejects.toThrow('broken step');
  });

  it('leaves no tensor behind when a gradient step throws, wherever it does', async () => {
    const network = sequential({
      conv: conv2d({ inputs: 1, outputs: 2, kernel: 1 }),
      norm: batchNorm({ channels: 2 }),
    })(randomWeights(createRng(0)));
    const pooled = sequential({
      conv: conv2d({ inputs: 1, outputs: 2, kernel: 1 }),
      pool: maxPool2(),
    })(randomWeights(createRng(0))); // of 1×1: refused
    // Its filter takes two channels, the images have one: the kernel itself throws, after it saved
    // its inputs.
    const misfit = sequential({
      conv: conv2d({ inputs: 2, outputs: 2, kernel: 1 }),
      flat: flatten(),
      out: dense({ inputs: 2, outputs: 1 }),
    })(randomWeights(createRng(0)));
    for (const layer of [pooled, misfit, network]) {
      const adam = new Adam(layer.parameters);
      const before = tf.memory().numTensors;
      const loss = (batch: Tensor4D): Tensor => {
        const mean = tf.mean(layer.apply(batch, { training: true }));
        if (layer === network) throw new Error('broken loss');
        return mean;
      };
      await expect(
        train(dataset, (batch) => ({ loss: adam.minimize(() => loss(batch), 0.1) }), options()),
      ).rejects.toThrow();
      expect(tf.memory().numTensors).toBe(before);
      adam.dispose();
      disposeLayer(layer);
    }
  });
});

describe('a look between epochs', () => {
  beforeAll(() => useBackend());

  it('adds its losses to those of the epoch, and may end training', async () => {
    const events: ProgressEvent[] = [];
    const onEpochEnd = (epoch: number): Promise<EpochOutcome> =>
      Promise.resolve(epoch === 1 ? { losses: { heldOut: 7 }, stop: true } : {});
    await train(
      dataset,
      meanLoss,
      options({ epochs: 9, onEpochEnd, onProgress: (event) => events.push(event) }),
    );
    const epochs = events.flatMap((event) => (event.type === 'epoch-end' ? [event.losses] : []));
    expect(epochs).toEqual([
      { loss: expect.closeTo(4.5 / 255, 6) as number },
      { loss: expect.closeTo(4.5 / 255, 6) as number, heldOut: 7 },
    ]);
    expect(events.at(-1)?.type).toBe('phase-end');
  });

  it('fails with an explanation when its loss is not finite', async () => {
    const onEpochEnd = (): Promise<EpochOutcome> =>
      Promise.resolve({ losses: { heldOut: Infinity } });
    await expect(train(dataset, meanLoss, options({ onEpochEnd }))).rejects.toMatchObject({
      code: 'diverged',
      argument: 'heldOut',
    });
  });
});

describe('early stopping', () => {
  /** Looks while the weight is the number of the epoch. */
  async function lookAt(
    losses: readonly number[],
    { every = 1, patience = 2 } = {},
  ): Promise<{ looks: number[]; stopped: number; best: number | undefined }> {
    const layer = dense({ inputs: 1, outputs: 1, bias: false })(randomWeights(createRng(0)));
    const looks: number[] = [];
    let epoch = 0;
    const stopping = earlyStopping(layer, {
      every,
      patience,
      epochs: losses.length,
      evaluate: () => Promise.resolve(losses[(looks.push(epoch), epoch)] as number),
    });
    let stopped = -1;
    for (; epoch < losses.length && stopped < 0; epoch++) {
      tf.tidy(() => layer.parameters['weight']?.assign(tf.tensor2d([[epoch]])));
      if ((await stopping.onEpochEnd(epoch)).stop) stopped = epoch;
    }
    stopping.restoreBest();
    const [best] = layer.parameters['weight']?.dataSync() ?? [];
    disposeLayer(layer);
    return { looks, stopped, best };
  }

  it('ends after as many looks without a new best as its patience has, and restores the best', async () => {
    expect(await lookAt([5, 3, 4, 2, 2, 6, 1, 0])).toEqual({
      looks: [0, 1, 2, 3, 4, 5],
      stopped: 5,
      best: 3,
    });
  });

  it('looks at every nth epoch, and at the last', async () => {
    expect(await lookAt([9, 8, 1, 7, 6, 5, 6, 4], { every: 3 })).toEqual({
      looks: [2, 5, 7],
      stopped: 7,
      best: 2,
    });
    expect(await lookAt([9, 8], { every: 3 })).toEqual({ looks: [1], stopped: -1, best: 1 });
  });
});

describe('fitting on the plain JavaScript backend', () => {
  afterEach(async () => {
    tf.env().set('PROD', true);
    await useBackend();
  });

  it('warns once in a process and names the fix', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await tf.setBackend('cpu');
    tf.env().set('PROD', false);
    await train(dataset, meanLoss, options());
    await train(dataset, meanLoss, options());
    const ours = warn.mock.calls.filter(([text]) => String(text).startsWith('oneclass:'));
    expect(ours).toHaveLength(1);
    expect(ours[0]?.[0]).toContain('@tensorflow/tfjs-backend-wasm');
    warn.mockRestore();
  });
});

describe('averaging batch statistics', () => {
  beforeAll(() => useBackend());

  it('gives batch norm the mean over a whole pass, each image counting alike, whatever was there before', async () => {
    const norm = batchNorm({ channels: 1 })(randomWeights(createRng(0)));
    tf.dispose(tf.tidy(() => norm.apply(tf.tensor2d([[100], [-50]]), { training: true })));
    await averageBatchStatistics(norm, dataset, {
      phase: 'batch statistics',
      batchSize: 4,
      rng: createRng(2),
    });
    const order = [...createRng(2).permutation(10)];
    const batches = [order.slice(0, 4), order.slice(4, 8), order.slice(8)].map((values) =>
      values.map((value) => value / 255),
    );
    const mean = (values: number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = (values: number[]): number =>
      values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
    expect(norm.buffers['runningMean']?.dataSync()[0]).toBeCloseTo(4.5 / 255, 6);
    expect(norm.buffers['runningVariance']?.dataSync()[0]).toBeCloseTo(
      batches.reduce((sum, batch) => sum + (variance(batch) * batch.length) / 10, 0),
      8,
    );
    disposeLayer(norm);
  });

  it('leaves no tensor behind when the network throws', async () => {
    const pool = maxPool2()(randomWeights(createRng(0)));
    const averaging = averageBatchStatistics(pool, dataset, {
      phase: 'x',
      batchSize: 4,
      rng: createRng(2),
    });
    await expect(averaging).rejects.toMatchObject({ code: 'invalid-shape' });
  });

  it('stops when aborted', async () => {
    const norm = batchNorm({ channels: 1 })(randomWeights(createRng(0)));
    const controller = new AbortController();
    const onProgress = (): void => {
      controller.abort(new Error('enough'));
    };
    await expect(
      averageBatchStatistics(norm, dataset, {
        phase: 'x',
        batchSize: 4,
        rng: createRng(2),
        signal: controller.signal,
        onProgress,
      }),
    ).rejects.toThrow('enough');
    disposeLayer(norm);
  });
});

describe('the check of a finished fit', () => {
  it('names the first variable that is not finite', () => {
    const layer = sequential({
      norm: batchNorm({ channels: 2 }),
      out: dense({ inputs: 2, outputs: 1 }),
    })(randomWeights(createRng(0)));
    expect(() => {
      checkFiniteState(layer);
    }).not.toThrow();
    tf.tidy(() => layer.buffers['norm.runningVariance']?.assign(tf.tensor1d([1, Infinity])));
    expect(() => {
      checkFiniteState(layer);
    }).toThrow(
      expect.objectContaining({ code: 'diverged', argument: 'norm.runningVariance' }) as Error,
    );
    disposeLayer(layer);
  });
});

describe('computing in batches', () => {
  beforeAll(() => useBackend());
  const twoValues = (batch: Tensor4D): Tensor =>
    tf.concat([tf.reshape(batch, [-1, 1]), tf.reshape(tf.add(batch, 1), [-1, 1])], 1);

  it('takes fewer large images at a time than small ones, unless told how many', async () => {
    const sizes: number[] = [];
    const large: Dataset = imageSet({
      data: new Uint8Array(20 * 256 * 256),
      sampleShape: [256, 256, 1],
    });
    const compute = (batch: Tensor4D): Tensor => {
      sizes.push(batch.shape[0]);
      return tf.mean(batch, [1, 2, 3]);
    };
    await computeInBatches(large, compute, { phase: 'score', valuesPerImage: 1 });
    await computeInBatches(large, compute, { phase: 'score', valuesPerImage: 1, batchSize: 20 });
    expect(sizes).toEqual([16, 4, 20]);
  });

  it('gathers the values of every image in order', async () => {
    const values = await computeInBatches(dataset, twoValues, {
      phase: 'score',
      valuesPerImage: 2,
      batchSize: 3,
    });
    expect(values).toHaveLength(20);
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(Math.floor(i / 2) / 255 + (i % 2), 6);
    });
  });

  it('stops when aborted', async () => {
    const controller = new AbortController();
    const compute = (batch: Tensor4D): Tensor => {
      controller.abort(new Error('enough'));
      return batch;
    };
    await expect(
      computeInBatches(dataset, compute, {
        phase: 'score',
        valuesPerImage: 1,
        batchSize: 3,
        signal: controller.signal,
      }),
    ).rejects.toThrow('enough');
  });
});
