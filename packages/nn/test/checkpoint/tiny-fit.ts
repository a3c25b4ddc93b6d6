import * as tf from '@tensorflow/tfjs';
import {
  createRng,
  type CheckpointStore,
  type Dataset,
  type FitRun,
  type NamedTensor,
  type Rng,
} from '@oneclass/core';
import { imageSet } from '@oneclass/core/datasets';
import {
  Adam,
  averageBatchStatistics,
  batchNorm,
  conv2d,
  dense,
  disposeLayer,
  earlyStopping,
  flatten,
  leakyRelu,
  openCheckpoint,
  randomWeights,
  sequential,
  stateOf,
  train,
  type Layer,
} from '../../src/index.ts';

/** Eleven grey images of 4×4. */
export const tinyImages: Dataset = imageSet({
  data: Uint8Array.from({ length: 11 * 16 }, (_, i) => (i * 7919) % 256),
  sampleShape: [4, 4, 1],
});

export const tinyConfig = { seed: 3, pretrainEpochs: 2, epochs: 3, nested: { rate: 0.01 } };

/** Long enough to be killed on the way. */
export const longConfig = { ...tinyConfig, pretrainEpochs: 60 };

export interface TinyOptions {
  readonly config?: typeof tinyConfig;
  readonly dataset?: Dataset;
  /** After each epoch of the second phase. */
  readonly pause?: () => Promise<void>;
}

const network = (outputs: number, rng: Rng): Layer =>
  sequential({
    conv: conv2d({ inputs: 1, outputs: 2, kernel: 3, padding: 1 }),
    norm: batchNorm({ channels: 2 }),
    leaky: leakyRelu(0.1),
    flat: flatten(),
    out: dense({ inputs: 32, outputs }),
  })(randomWeights(rng));

/**
 * A fit as methods have them, only small: one network is pretrained, gives a centre, another trains
 * towards it with noise in its steps and stops early, and one pass over the images follows. What it
 * ends with tells one way of training from another to the bit.
 */
export async function tinyFit(
  run: FitRun = {},
  options: TinyOptions = {},
): Promise<Record<string, NamedTensor>> {
  const { config = tinyConfig, dataset = tinyImages, pause } = options;
  const { signal, onProgress } = run;
  const checkpoint = await openCheckpoint(run.checkpoint, { method: 'tiny', config, dataset });
  const rng = createRng(config.seed);
  const first = network(4, rng.derive('first'));
  const second = network(4, rng.derive('second'));
  const [adam, other] = [
    new Adam(first.parameters),
    new Adam(second.parameters, { weightDecay: 1e-3 }),
  ];
  let centre: tf.Tensor | undefined;
  try {
    const common = {
      checkpoint,
      batchSize: 4,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    };
    await train(
      dataset,
      (batch) => ({
        loss: adam.minimize(
          () => tf.mean(tf.square(first.apply(batch, { training: true }))),
          config.nested.rate,
        ),
      }),
      {
        ...common,
        phase: 'pretrain',
        epochs: config.pretrainEpochs,
        rng: rng.derive('order'),
        parts: { network: first, adam },
      },
    );
    const c = (centre = tf.tidy(() =>
      tf.add(tf.mean(first.parameters['out.weight'] as tf.Tensor, 0), 1),
    ));
    let looks = 0;
    const stopping = earlyStopping(second, {
      every: 1,
      patience: 1,
      epochs: config.epochs,
      evaluate: () => Promise.resolve([2, 1, 5][looks++ % 3] as number),
    });
    await train(
      dataset,
      (batch, { epoch, step }) => {
        const noise = rng.derive(`noise ${String(epoch)} ${String(step)}`).normal();
        return {
          loss: other.minimize(
            () =>
              tf.mean(tf.square(tf.sub(second.apply(batch, { training: true }), tf.add(c, noise)))),
            0.01,
          ),
        };
      },
      {
        ...common,
        phase: 'fit',
        epochs: config.epochs,
        rng: rng.derive('order'),
        parts: { network: second, adam: other, stopping },
        onEpochEnd: async (epoch) => {
          looks = epoch;
          await pause?.();
          return stopping.onEpochEnd(epoch);
        },
      },
    );
    stopping.restoreBest();
    await averageBatchStatistics(second, dataset, {
      ...common,
      phase: 'statistics',
      rng: rng.derive('statistics'),
    });
    const named = (
      prefix: string,
      tensors: Readonly<Record<string, NamedTensor>>,
    ): [string, NamedTensor][] =>
      Object.entries(tensors).map(([name, tensor]) => [`${prefix}.${name}`, tensor]);
    return Object.fromEntries([
      ...named('first', stateOf(first)),
      ...named('second', stateOf(second)),
      ...named('adam', other.state().tensors),
    ]);
  } finally {
    disposeLayer(first);
    disposeLayer(second);
    adam.dispose();
    other.dispose();
    centre?.dispose();
  }
}

/** Keeps the bytes in memory. */
export function memoryStore(
  interval = 0,
): CheckpointStore & { bytes: Uint8Array | undefined; saves: number } {
  return {
    interval,
    bytes: undefined,
    saves: 0,
    load() {
      return Promise.resolve(this.bytes);
    },
    save(bytes) {
      this.bytes = bytes;
      this.saves += 1;
      return Promise.resolve();
    },
  };
}
