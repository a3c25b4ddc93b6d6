/** @file What AnoGAN gives for an image, read off the end of its search. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import type { SampleShape, StandardOutput } from '@oneclass/core';
import type { AnoganScoreConfig } from './config.ts';
import { toPixels } from './network.ts';
import { residualMap, searchLoss } from './objective.ts';
import type { Found } from './search-block.ts';

/** `residual` and `discrimination` `[n]`: score is (1 − λ) · residual + λ · discrimination. */
export type AnoganOutput = StandardOutput | 'residual' | 'discrimination';

/** Of each output, the shape of one image's values. */
export const outputShapes = (
  sampleShape: SampleShape,
  latentSize: number,
): Readonly<Record<AnoganOutput, readonly number[]>> => ({
  score: [],
  map: [sampleShape[0], sampleShape[1]],
  reconstruction: sampleShape,
  code: [latentSize],
  residual: [],
  discrimination: [],
});

const readers: Readonly<Record<AnoganOutput, (found: Found, score: AnoganScoreConfig) => Tensor>> =
  {
    score: (found, { lambda }) => searchLoss(found, lambda),
    map: ({ images, generated }, { residual }) => residualMap(images, generated, residual),
    reconstruction: ({ generated }) => toPixels(generated),
    code: ({ codes }) => codes,
    residual: ({ residual }) => residual,
    discrimination: ({ discrimination }) => discrimination,
  };

/** The wanted outputs of each row, one after the other: `[rows, values]`. */
export const readRow = (
  found: Found,
  wanted: readonly string[],
  score: AnoganScoreConfig,
): Tensor => {
  const [rows] = found.codes.shape;
  const columns = wanted.map((name) =>
    tf.reshape(readers[name as AnoganOutput](found, score), [rows, -1]),
  );
  return columns.length === 1 ? (columns[0] as Tensor) : tf.concat(columns, 1);
};

/** Rows as {@link readRow} gives them, `[n · values]`, as one array an output. */
export function splitRows(
  data: Float32Array,
  wanted: readonly string[],
  shapes: Readonly<Record<string, readonly number[]>>,
): Record<string, Float32Array> {
  const sizes = wanted.map((name) =>
    (shapes[name] ?? []).reduce((product, length) => product * length, 1),
  );
  const rowSize = sizes.reduce((sum, size) => sum + size, 0);
  const rows = data.length / rowSize;
  let offset = 0;
  return Object.fromEntries(
    wanted.map((name, i) => {
      const size = sizes[i] as number;
      const values = new Float32Array(rows * size);
      for (let row = 0; row < rows; row++) {
        const start = row * rowSize + offset;
        values.set(data.subarray(start, start + size), row * size);
      }
      offset += size;
      return [name, values];
    }),
  );
}
