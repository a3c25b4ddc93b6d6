import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { SampleShape } from '@oneclass/core';

/** The anomaly score: mean squared error of the reconstruction, `[n]`, of rows `[n, size]`. */
export const errorScore = (rows: Tensor2D, reconstructions: Tensor2D): Tensor1D =>
  tf.mean(tf.squaredDifference(rows, reconstructions), 1);

/** Mean over channels of the squared error, `[n, height, width]`. */
export const errorMap = (rows: Tensor2D, reconstructions: Tensor2D, shape: SampleShape): Tensor3D =>
  tf.mean(tf.reshape(tf.squaredDifference(rows, reconstructions), [rows.shape[0], ...shape]), 3);
