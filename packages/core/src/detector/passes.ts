import type { Tensor4D } from '@tensorflow/tfjs';
import type { Dataset, Samples, SampleShape } from '../contract/dataset.ts';
import type { Maps } from '../contract/detector.ts';
import type { Watched } from '../contract/run.ts';
import { OneClassError } from '../error.ts';
import { runBatches } from '../phase.ts';
import { toDataset } from '../samples.ts';

/** What one batch is computed with. */
export interface BatchPass {
  readonly signal: AbortSignal | undefined;
  /**
   * Reports a step of progress over this many images, of a task that counts its own steps.
   * @throws the signal's reason when aborted
   */
  step(images: number): Promise<void>;
}

/** One pass over images. */
export interface PassTask extends Watched {
  /** Name in progress events. */
  readonly phase: string;
  /** Of each output, the shape of one image's values. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Images at a time. */
  readonly batchSize: number;
  /** Steps of progress that a batch of so many images takes, of a task that reports them itself. */
  readonly stepsOf?: ((images: number) => number) | undefined;
  /** Values `[n, ...shape]` of each output of images `[n, height, width, channels]`, borrowed. */
  readonly compute: (
    images: Tensor4D,
    pass: BatchPass,
  ) => Promise<Readonly<Record<string, Float32Array>>>;
}

/** The passes of one detector, and its end. */
export interface Passes {
  /** @throws OneClassError `invalid-argument` after `dispose` */
  check(): void;
  /**
   * Gathers what `compute` gives for the images, batch by batch.
   * @throws OneClassError as `toDataset`; `invalid-argument` when disposed of before or meanwhile;
   *   `invalid-data` for values that are not finite; the signal's reason when aborted
   */
  run(samples: Samples, task: PassTask): Promise<Record<string, Maps>>;
  /** Calls `free` once, when no pass is under way any more. */
  dispose(free: () => void): void;
}

/** @param options.method its name, for messages */
export function createPasses({
  method,
  sampleShape,
}: {
  readonly method: string;
  readonly sampleShape: SampleShape;
}): Passes {
  let underWay = 0;
  let free: (() => void) | undefined;
  let disposed = false;

  const freeWhenIdle = (): void => {
    if (underWay > 0) return;
    free?.();
    free = undefined;
  };
  const check = (when: string): void => {
    if (!disposed) return;
    throw new OneClassError(
      'invalid-argument',
      `This ${method} detector was disposed of${when}. Call dispose() when its last promise is ` +
        'settled; fit another, or restore it from its file.',
      { expected: 'a detector before its dispose()' },
    );
  };

  return {
    check: () => {
      check('');
    },
    async run(samples, task) {
      check('');
      underWay += 1;
      try {
        const dataset = await toDataset(samples, { method, sampleShape });
        return await gather(dataset, task, {
          method,
          checkAlive: () => check(' while it computed'),
        });
      } finally {
        underWay -= 1;
        freeWhenIdle();
      }
    },
    dispose(weights) {
      if (disposed) return;
      disposed = true;
      free = weights;
      freeWhenIdle();
    },
  };
}

interface Gathering {
  readonly method: string;
  readonly checkAlive: () => void;
}

async function gather(
  dataset: Dataset,
  { shapes, compute, ...options }: PassTask,
  { method, checkAlive }: Gathering,
): Promise<Record<string, Maps>> {
  const outputs = Object.entries(shapes).map(([name, shape]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return { name, shape, size, data: new Float32Array(dataset.size * size) };
  });
  let filled = 0;
  await runBatches(dataset, options, async (images, { step }) => {
    checkAlive();
    const aliveStep = async (count: number): Promise<void> => {
      await step(count);
      checkAlive();
    };
    const values = await compute(images, { signal: options.signal, step: aliveStep });
    checkAlive();
    for (const { name, size, data } of outputs) {
      const of = values[name];
      checkCount(of, { method, output: name, expected: images.shape[0] * size });
      checkFinite(of, { method, output: name, size, first: filled });
      data.set(of, filled * size);
    }
    filled += images.shape[0];
  });
  checkAlive();
  return Object.fromEntries(
    outputs.map(({ name, shape, data }) => [name, { data, shape: [dataset.size, ...shape] }]),
  );
}

interface Wanted {
  readonly method: string;
  readonly output: string;
  /** Values of the batch. */
  readonly expected: number;
}

function checkCount(
  values: Float32Array | undefined,
  { method, output, expected }: Wanted,
): asserts values is Float32Array {
  if (values?.length === expected) return;
  const what = values ? `${String(values.length)} values of` : 'no';
  throw new OneClassError(
    'invalid-data',
    `${method} computed ${what} \`${output}\` of a batch; expected ${String(expected)} values. ` +
      "Correct the method's `compute`, or the shape in its `outputs`.",
    { argument: output, expected: `${String(expected)} values`, received: values?.length },
  );
}

interface Values {
  readonly method: string;
  readonly output: string;
  /** Values of one image. */
  readonly size: number;
  /** Position of the first image. */
  readonly first: number;
}

function checkFinite(values: Float32Array, { method, output, size, first }: Values): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return;
  const image = first + Math.floor(at / size);
  throw new OneClassError(
    'invalid-data',
    `${method} computed ${String(values[at])} in \`${output}\` of the image at position ` +
      `${String(image)}, counted from 0; expected finite numbers. Look for pixels that are not ` +
      'finite in that image; if it is a good one, the detector is damaged: fit it again.',
    { argument: 'samples', expected: 'finite numbers', received: values[at] },
  );
}
