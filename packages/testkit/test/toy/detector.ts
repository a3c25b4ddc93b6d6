import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import {
  nextTurn,
  OneClassError,
  toDataset,
  type Detector,
  type Encoder,
  type MapDetector,
  type Maps,
  type Reconstructor,
  type Samples,
  type SampleShape,
  type ScoreRun,
} from '@oneclass/core';
import { resolveToyConfig, type ToyConfig } from './config.ts';
import type { View } from './view.ts';

export interface Toy extends MapDetector, Reconstructor, Encoder {
  readonly config: ToyConfig;
}

export interface Fitted {
  readonly view: View;
  readonly config: ToyConfig;
  readonly sampleShape: SampleShape;
}

type Results = Record<string, Maps>;
export type Compute = (
  samples: Samples,
  names: readonly string[],
  run?: ScoreRun,
) => Promise<Results>;

/** The short calls that belong to `outputs`. */
export function shortCallsOf(compute: Compute, outputs: readonly string[]): Partial<Toy> {
  const one =
    (name: string): Toy['scoreMap'] =>
    async (samples, run) =>
      (await compute(samples, [name], run))[name] as Maps;
  return {
    score: async (samples, run) => (await one('score')(samples, run)).data,
    ...(outputs.includes('map') && { scoreMap: one('map') }),
    ...(outputs.includes('reconstruction') && { reconstruct: one('reconstruction') }),
    ...(outputs.includes('code') && { encode: one('code') }),
  };
}

/** A detector with this mean, which it keeps a copy of. */
export function createToy(values: Float32Array, fitted: Fitted): Toy {
  const { view, config, sampleShape } = fitted;
  const shape = view.shapeOf(sampleShape);
  const mean = tf.tensor3d(values.slice(), [...shape]);
  const life = lifeOf(mean);
  const compute = computing(mean, fitted, life);
  const detector = {
    method: view.name,
    config,
    sampleShape,
    features: view.features,
    facts: Object.freeze({ values: values.length }),
    outputs: view.outputs,
    compute: compute as Detector['compute'],
    ...shortCallsOf(compute, view.outputs),
    center: undefined as Float32Array | undefined,
    state() {
      life.check();
      const { facts, features } = detector;
      const data = mean.dataSync<'float32'>().slice();
      const tensors = { mean: { shape: [data.length], data } };
      return { method: view.name, config, sampleShape, features, facts, tensors };
    },
    dispose: life.end,
  };
  if (view.outputs.includes('code')) {
    Object.defineProperty(detector, 'center', {
      enumerable: true,
      get: () => tf.tidy(() => tf.reshape(tf.mean(mean, 0), [-1]).dataSync().slice()),
    });
  }
  return detector as unknown as Toy;
}

interface Life {
  check(): void;
  /** Keeps the weights until `call` has ended. */
  during<T>(call: () => Promise<T>): Promise<T>;
  end(): void;
}

function lifeOf(weights: Tensor): Life {
  let [calls, ended] = [0, false];
  const free = (): void => {
    if (ended && calls === 0) weights.dispose();
  };
  return {
    check() {
      if (!ended) return;
      throw new OneClassError(
        'invalid-argument',
        'This toy was disposed of. Fit another, or restore it.',
      );
    },
    async during(call) {
      calls += 1;
      try {
        return await call();
      } finally {
        calls -= 1;
        free();
      }
    },
    end() {
      ended = true;
      free();
    },
  };
}

/** `compute` of a toy. */
function computing(mean: Tensor3D, { view, config, sampleShape }: Fitted, life: Life): Compute {
  async function pass(samples: Samples, names: readonly string[], run: ScoreRun): Promise<Results> {
    const { signal, onProgress, batchSize = 16 } = run;
    const { score } = resolveToyConfig({ ...config, score: { ...config.score, ...run.config } });
    signal?.throwIfAborted();
    const dataset = await toDataset(samples, { method: view.name, sampleShape });
    const about = { phase: 'score', unit: 'images' } as const;
    const stepsPerEpoch = Math.ceil(dataset.size / batchSize);
    onProgress?.({ type: 'phase-start', ...about, stepsPerEpoch, units: dataset.size });
    const parts = Object.fromEntries(names.map((name) => [name, [] as Maps[]]));
    let step = 0;
    for await (const batch of dataset.batches({ batchSize })) {
      const values = await valuesOf(batch, names, score.power);
      for (const name of names) parts[name]?.push(values[name] as Maps);
      step += 1;
      const reported = { losses: {}, unitsPerSecond: 1 };
      onProgress?.({ type: 'step-end', ...about, epoch: 1, step, stepsPerEpoch, ...reported });
      await nextTurn();
      signal?.throwIfAborted();
    }
    onProgress?.({ type: 'phase-end', phase: 'score', seconds: 0 });
    return Object.fromEntries(names.map((name) => [name, joined(parts[name] ?? [])]));
  }

  /** Disposes of the batch. */
  async function valuesOf(
    batch: Tensor4D,
    names: readonly string[],
    power: number,
  ): Promise<Results> {
    let seen: Tensor4D | undefined;
    try {
      life.check();
      const found = (seen = await view.see(batch));
      life.check();
      return Object.fromEntries(names.map((name) => [name, readOutput(name, found, mean, power)]));
    } finally {
      batch.dispose();
      seen?.dispose();
    }
  }

  return async (samples, names, run = {}) => {
    life.check();
    checkNames(names, view.outputs);
    return life.during(() => pass(samples, names, run));
  };
}

function readOutput(name: string, seen: Tensor4D, mean: Tensor3D, power: number): Maps {
  const result = tf.tidy(() => outputOf(name, seen, mean, power));
  const data = result.dataSync<'float32'>().slice();
  result.dispose();
  if (data.every(Number.isFinite)) return { data, shape: result.shape };
  throw new OneClassError(
    'invalid-data',
    `toy computed a ${name} that is not finite; expected pixels that are numbers.`,
  );
}

function outputOf(name: string, seen: Tensor4D, mean: Tensor3D, power: number): Tensor {
  if (name === 'reconstruction') return tf.add(tf.zerosLike(seen), mean);
  if (name === 'code') return tf.reshape(tf.mean(seen, 1), [seen.shape[0], -1]);
  const map = tf.mean(tf.pow(tf.abs(tf.sub(seen, mean)), power), 3);
  if (name === 'map') return map;
  return name === 'score' ? tf.mean(map, [1, 2]) : tf.max(map, [1, 2]);
}

function joined(parts: readonly Maps[]): Maps {
  const data = Float32Array.from(parts.flatMap((part) => [...part.data]));
  const count = parts.reduce((sum, { shape: [n = 0] }) => sum + n, 0);
  return { data, shape: [count, ...(parts[0]?.shape.slice(1) ?? [])] };
}

function checkNames(names: readonly string[], outputs: readonly string[]): void {
  const unknown = names.find((name) => !outputs.includes(name));
  if (unknown === undefined && names.length > 0) return;
  throw new OneClassError(
    'unknown-name',
    `A toy has no output '${unknown ?? ''}'. Choose among: ${outputs.join(', ')}.`,
  );
}
