/** @file Matrices that resize and smooth rows or columns: `[outputs, inputs]`, row by row. */

export interface Interpolation {
  readonly outputs: number;
  readonly inputs: number;
  readonly data: Float64Array;
}

const matrix = (
  outputs: number,
  inputs: number,
  fill: (add: (output: number, input: number, weight: number) => void) => void,
): Interpolation => {
  const data = new Float64Array(outputs * inputs);
  fill((output, input, weight) => {
    const at = output * inputs + input;
    data[at] = (data[at] as number) + weight;
  });
  return { outputs, inputs, data };
};

/** Matrices of each kind that are kept. */
const KEPT = 8;

/** The matrices by sizes, the last few kept: scoring image by image asks for the same again. */
export function remembered<Sizes extends readonly number[]>(
  make: (...sizes: Sizes) => Interpolation,
): (...sizes: Sizes) => Interpolation {
  const known = new Map<string, Interpolation>();
  return (...sizes) => {
    const key = sizes.join();
    const found = known.get(key) ?? make(...sizes);
    known.delete(key);
    known.set(key, found);
    if (known.size > KEPT) known.delete(known.keys().next().value as string);
    return found;
  };
}

/** First `second`, then `first`: their product. */
export const after = (first: Interpolation, second: Interpolation): Interpolation =>
  matrix(first.outputs, second.inputs, (add) => {
    for (let i = 0; i < first.outputs; i++) {
      for (let k = 0; k < first.inputs; k++) {
        const weight = first.data[i * first.inputs + k] as number;
        if (weight === 0) continue;
        for (let j = 0; j < second.inputs; j++)
          add(i, j, weight * (second.data[k * second.inputs + j] as number));
      }
    }
  });

/** The mean of three neighbours, of which there are zeros beyond the ends. */
export const meanOfThree = (size: number): Interpolation =>
  matrix(size, size, (add) => {
    for (let i = 0; i < size; i++) {
      for (let j = Math.max(0, i - 1); j <= Math.min(size - 1, i + 1); j++) add(i, j, 1 / 3);
    }
  });

/** Means of what an output covers when shrinking, bilinear with half-pixel centres otherwise. */
export const resized = (inputs: number, outputs: number): Interpolation =>
  outputs < inputs ? averaged(inputs, outputs) : bilinear(inputs, outputs);

const averaged = (inputs: number, outputs: number): Interpolation =>
  matrix(outputs, inputs, (add) => {
    const length = inputs / outputs;
    for (let i = 0; i < outputs; i++) {
      const [start, end] = [i * length, (i + 1) * length];
      for (let j = Math.floor(start); j < Math.min(inputs, Math.ceil(end)); j++)
        add(i, j, (Math.min(end, j + 1) - Math.max(start, j)) / length);
    }
  });

/** What is beyond the ends is as at the ends. */
const bilinear = (inputs: number, outputs: number): Interpolation =>
  matrix(outputs, inputs, (add) => {
    const last = inputs - 1;
    for (let i = 0; i < outputs; i++) {
      const position = ((i + 0.5) * inputs) / outputs - 0.5;
      const before = Math.floor(position);
      const share = position - before;
      add(i, Math.max(0, Math.min(last, before)), 1 - share);
      add(i, Math.max(0, Math.min(last, before + 1)), share);
    }
  });

/** Of the standard deviation: where the Gaussian is cut off. */
const REACH = 4;

/** Gaussian smoothing; beyond the ends it is mirrored, without the end itself. */
export const smoothed = (size: number, deviation: number): Interpolation =>
  matrix(size, size, (add) => {
    const radius = Math.floor(REACH * deviation + 0.5);
    const weights = Array.from({ length: 2 * radius + 1 }, (_, k) =>
      deviation > 0 ? Math.exp(-0.5 * ((k - radius) / deviation) ** 2) : 1,
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (let i = 0; i < size; i++) {
      weights.forEach((weight, k) => {
        add(i, mirrored(i + k - radius, size), weight / sum);
      });
    }
  });

function mirrored(position: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const within = ((position % period) + period) % period;
  return within < size ? within : period - within;
}
