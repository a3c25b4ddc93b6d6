/** @file The search for z: Schlegl et al. 2017, section 2.2, for many images at once. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { nextTurn } from '@oneclass/core';
import { withAdam, type Adam } from '@oneclass/nn';
import type { AnoganScoreConfig } from './config.ts';
import type { AnoganNetwork } from './network.ts';
import { lossParts, searchLoss, type ImagesAndFeatures, type LossParts } from './objective.ts';

/** Where a block of searches stands. */
export interface Found extends LossParts {
  /** x, `[n, height, width, channels]` in [-1, 1] */
  readonly images: Tensor4D;
  /** z, `[n, d]` */
  readonly codes: Tensor2D;
  /** G(z), as the images */
  readonly generated: Tensor4D;
}

export interface BlockOptions {
  readonly network: AnoganNetwork;
  readonly score: AnoganScoreConfig;
  /** Steps after which `look` is called, ascending; 0 is the start. */
  readonly at: readonly number[];
  /** Called inside `tf.tidy`; what it gives outlives that, and is the caller's. */
  readonly look: (found: Found) => Tensor;
  /** Called after every {@link WINDOW} steps, not after fewer at the end. */
  readonly onWindow: () => Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/** Steps between two looks at whether a search still gets anywhere, and of one step of progress. */
export const WINDOW = 20;
/**
 * Steps after which a Ctrl-C or a click is handled: a step may take a quarter of a second, and a
 * browser's turn four milliseconds.
 */
const TURN = 5;

const frozen = { training: false };

/**
 * Moves each row's code towards its image. Rows do not know of each other: the loss is a sum over
 * them, Adam goes component by component, and a row that has stopped keeps its code while the
 * others go on.
 * @param images `[n, height, width, channels]` in [-1, 1]
 * @param starts `[n, d]`
 * @returns what `look` gave, in the order of `at`
 * @throws the signal's reason when aborted
 */
export async function searchBlock(
  images: Tensor4D,
  starts: Tensor2D,
  options: BlockOptions,
): Promise<Tensor[]> {
  const { network, at } = options;
  const last = at.at(-1) ?? 0;
  const x: ImagesAndFeatures = {
    images,
    features: tf.tidy(() => network.features.apply(images, frozen) as Tensor2D),
  };
  const codes = tf.variable(starts);
  try {
    return await withAdam({ codes }, {}, (optimizer) =>
      walk(x, codes, { ...options, optimizer, last }),
    );
  } finally {
    codes.dispose();
    x.features.dispose();
  }
}

interface Walk extends BlockOptions {
  readonly optimizer: Adam;
  /** The last step that is looked at. */
  readonly last: number;
}

/** From the starts to the last step, or to where no row moves any more. */
async function walk(x: ImagesAndFeatures, codes: Variable, options: Walk): Promise<Tensor[]> {
  const { score, at, last, look, onWindow, signal } = options;
  const looks: Tensor[] = [];
  const lookNow = (): void => void looks.push(tf.tidy(() => look(foundAt(x, codes, options))));
  const progress = rowProgress(codes.shape[0], score.tolerance);
  try {
    for (let step = 0; ; step++) {
      while (at[looks.length] === step) lookNow();
      if (step === last) break;
      const losses = searchStep(x, codes, { ...options, active: progress.active });
      progress.record(losses, step + 1);
      if ((step + 1) % TURN === 0) await nextTurn();
      signal?.throwIfAborted();
      if ((step + 1) % WINDOW === 0) await onWindow();
      if (progress.active.includes(1)) continue;
      while (looks.length < at.length) lookNow();
      break;
    }
    return looks;
  } catch (error) {
    tf.dispose(looks);
    throw error;
  }
}

function generatedOf(codes: Tensor, { generator, features }: AnoganNetwork): ImagesAndFeatures {
  const images = generator.apply(codes, frozen) as Tensor4D;
  return { images, features: features.apply(images, frozen) as Tensor2D };
}

function foundAt(x: ImagesAndFeatures, codes: Variable, { network, score }: BlockOptions): Found {
  const generated = generatedOf(codes, network);
  return {
    images: x.images,
    codes: codes as unknown as Tensor2D,
    generated: generated.images,
    ...lossParts(x, generated, score.residual),
  };
}

interface StepOptions extends BlockOptions {
  readonly optimizer: Adam;
  /** 1 for each row that still moves, `[n]`. */
  readonly active: Uint8Array;
}

/**
 * One step of Adam for z alone. Gives the losses of before it, `[n]`, where early stopping needs
 * them.
 */
function searchStep(
  x: ImagesAndFeatures,
  codes: Variable,
  { network, score, optimizer, active }: StepOptions,
): Float32Array | undefined {
  const watched = score.tolerance > 0;
  let kept: Tensor1D | undefined;
  try {
    return tf.tidy(() => {
      const before = active.includes(0) ? codes.clone() : undefined;
      optimizer.minimize(() => {
        const losses = searchLoss(
          lossParts(x, generatedOf(codes, network), score.residual),
          score.lambda,
        );
        if (watched) kept = tf.keep(losses);
        return tf.sum(losses);
      }, score.learningRate);
      if (before)
        codes.assign(
          tf.where(tf.reshape(tf.tensor1d([...active], 'bool'), [-1, 1]), codes, before),
        );
      return kept?.dataSync<'float32'>().slice();
    });
  } finally {
    tf.dispose(kept);
  }
}

interface RowProgress {
  readonly active: Uint8Array;
  /**
   * Losses `[n]` of before the given step, counted from 1; stops the rows that no longer get
   * anywhere.
   */
  record(losses: Float32Array | undefined, step: number): void;
}

function rowProgress(rows: number, tolerance: number): RowProgress {
  const active = new Uint8Array(rows).fill(1);
  const lowest = new Float32Array(rows).fill(Infinity);
  const lowestBefore = new Float32Array(rows).fill(Infinity);
  return {
    active,
    record(losses, step) {
      losses?.forEach((loss, row) => {
        if (loss < (lowest[row] as number)) lowest[row] = loss;
        if (step % WINDOW !== 0) return;
        if ((lowest[row] as number) > (1 - tolerance) * (lowestBefore[row] as number))
          active[row] = 0;
        lowestBefore[row] = lowest[row] as number;
      });
    },
  };
}
