import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { BatchPass, SampleShape } from '@oneclass/core';
import type { Layer } from '@oneclass/nn';
import { blocksFor, rowsOfBlock, type Blocks } from './blocks.ts';
import type { AnoganConfig, AnoganScoreConfig } from './config.ts';
import { toSigned, type AnoganNetwork } from './network.ts';
import { searchLoss } from './objective.ts';
import { searchBlock, WINDOW, type Found } from './search-block.ts';
import { startsOf } from './starts.ts';

/** What is read off a search. */
export interface SearchTask {
  /** What there is to know of each row, `[rows, …]`; inside `tf.tidy`. */
  readonly of: (found: Found) => Tensor;
  /** Steps at which to look, ascending; the end of the search when absent. */
  readonly steps?: readonly number[] | undefined;
}

export interface SearchOptions {
  readonly network: AnoganNetwork;
  readonly config: AnoganConfig;
  /** That of this call. */
  readonly score: AnoganScoreConfig;
  readonly pass: BatchPass;
}

/** Starts that a search for one image has. */
const startsOfImage = ({ search, starts }: AnoganScoreConfig): number =>
  search === 'encoder' ? 1 : starts;

/** Images at a time that make one block of searches. */
export const batchSizeFor = (shape: SampleShape, score: AnoganScoreConfig): number =>
  Math.max(1, Math.floor(blocksFor(shape).most / startsOfImage(score)));

/** Steps of progress that the search for so many images reports. */
export const progressSteps = (
  images: number,
  { shape, score }: { readonly shape: SampleShape; readonly score: AnoganScoreConfig },
): number => Math.ceil((images * startsOfImage(score)) / blocksFor(shape).most) * windowsOf(score);

/**
 * Searches for the code of every image `[n, height, width, channels]` and reads the task's values
 * off the best of its starts.
 * @returns `[n · frames · values]`, one frame of a task without `steps`
 * @throws the signal's reason when aborted
 */
export async function searchImages(
  images: Tensor4D,
  task: SearchTask,
  options: SearchOptions,
): Promise<Float32Array> {
  const [count, ...shape] = images.shape;
  const starts = startsOfImage(options.score);
  const at = task.steps ?? [stepsOf(options.score)];
  const rows = await searchRows(images, { ...options, task, at, starts, blocks: blocksFor(shape) });
  const best = Array.from({ length: count }, (_, image) =>
    rows
      .slice(image * starts, (image + 1) * starts)
      .reduce((lowest, row) => (row.loss < lowest.loss ? row : lowest)),
  );
  const size = best[0]?.values.length ?? 0;
  const data = new Float32Array(count * size);
  best.forEach(({ values }, image) => {
    data.set(values, image * size);
  });
  return data;
}

/** Steps that a search takes. */
export const stepsOf = ({ search, steps }: AnoganScoreConfig): number =>
  search === 'encoder' ? 0 : steps;

/**
 * Steps of progress that a block has: its last window may be short, and an encoder alone has one.
 */
const windowsOf = (score: AnoganScoreConfig): number =>
  Math.max(1, Math.ceil(stepsOf(score) / WINDOW));

interface Row {
  /** At the end of the search. */
  readonly loss: number;
  /** `[frames · values]` */
  readonly values: Float32Array;
}

interface RowsOptions extends SearchOptions {
  readonly task: SearchTask;
  readonly at: readonly number[];
  readonly starts: number;
  readonly blocks: Blocks;
}

/** A search for each image and start, in blocks. */
async function searchRows(images: Tensor4D, options: RowsOptions): Promise<Row[]> {
  const { config, starts, blocks } = options;
  const { seed, latentSize } = config;
  const pixels = await images.data<'float32'>();
  const size = images.size / images.shape[0];
  const codes = Array.from({ length: images.shape[0] }, (_, i) =>
    startsOf(pixels.subarray(i * size, (i + 1) * size), { seed, starts, latentSize }),
  );
  const count = images.shape[0] * starts;
  const rows: Row[] = [];
  while (rows.length < count) {
    const first = rows.length;
    const searches = Array.from({ length: rowsOfBlock(count - first, blocks) }, (_, i) =>
      Math.min(first + i, count - 1),
    );
    const inBlock = searches.map((search) => ({
      image: Math.floor(search / starts),
      start: search % starts,
    }));
    const found = await searchTogether(images, {
      ...options,
      inBlock,
      codes,
      count: Math.min(searches.length, count - first),
    });
    rows.push(...found);
  }
  return rows;
}

interface OneBlockOptions extends RowsOptions {
  readonly inBlock: readonly { readonly image: number; readonly start: number }[];
  /** Of each image, `[starts · d]`. */
  readonly codes: readonly Float32Array[];
  /** Of the rows, those that do not fill up. */
  readonly count: number;
}

async function searchTogether(images: Tensor4D, options: OneBlockOptions): Promise<Row[]> {
  const { network, score, task, at, pass, inBlock, count, starts } = options;
  const windows = windowsOf(score);
  let reported = 0;
  const onWindow = (): Promise<void> => {
    reported += 1;
    return pass.step(count / starts / windows);
  };
  const inputs = tf.tidy(() => {
    const signed = toSigned(
      tf.gather(
        images,
        tf.tensor1d(
          inBlock.map(({ image }) => image),
          'int32',
        ),
      ),
    );
    return { signed, starts: startsFor(signed, options) };
  });
  try {
    // The end of the search decides between starts, wherever else one looks.
    const end = stepsOf(score);
    const steps = at.at(-1) === end ? at : [...at, end];
    const look = (found: Found): Tensor => {
      const loss = tf.reshape(searchLoss(found, score.lambda), [inBlock.length, 1]);
      return tf.concat([loss, tf.reshape(task.of(found), [inBlock.length, -1])], 1);
    };
    const looks = await searchBlock(inputs.signed, inputs.starts, {
      network,
      score,
      at: steps,
      look,
      onWindow,
      signal: pass.signal,
    });
    try {
      // Of a last one that was short, those after an early stop, and an encoder's.
      while (reported < windows) await onWindow();
      return rowsOf(await Promise.all(looks.map((tensor) => tensor.data<'float32'>())), {
        frames: at.length,
        rows: inBlock.length,
      }).slice(0, count);
    } finally {
      tf.dispose(looks);
    }
  } finally {
    tf.dispose(inputs);
  }
}

/** From what was looked at, `[rows · (1 + values)]` each, the end of the search last. */
function rowsOf(
  looks: readonly Float32Array[],
  { frames, rows }: { readonly frames: number; readonly rows: number },
): Row[] {
  const end = looks.at(-1) as Float32Array;
  const length = end.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const values = new Float32Array(frames * (length - 1));
    for (let frame = 0; frame < frames; frame++)
      values.set(
        (looks[frame] as Float32Array).subarray(row * length + 1, (row + 1) * length),
        frame * (length - 1),
      );
    return { loss: end[row * length] as number, values };
  });
}

/** Drawn codes, but for what the encoder gives: all, or the first of each image. */
function startsFor(
  signed: Tensor4D,
  { network, config, score, inBlock, codes }: OneBlockOptions,
): Tensor2D {
  const { latentSize } = config;
  const values = new Float32Array(inBlock.length * latentSize);
  inBlock.forEach(({ image, start }, row) => {
    values.set(
      (codes[image] as Float32Array).subarray(start * latentSize, (start + 1) * latentSize),
      row * latentSize,
    );
  });
  const drawn = tf.tensor2d(values, [inBlock.length, latentSize]);
  if (score.search === 'gradient') return drawn;
  const encoded = (network.encoder as Layer).apply(signed, { training: false }) as Tensor2D;
  const isFirst = tf.tensor2d(
    inBlock.map(({ start }) => start === 0),
    [inBlock.length, 1],
    'bool',
  );
  return tf.where(isFirst, encoded, drawn);
}
