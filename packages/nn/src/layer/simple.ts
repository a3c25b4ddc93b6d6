import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { leakyRelu as leakyReluOp, relu as reluOp } from '../op/activation.ts';
import {
  averagePool as averagePoolOp,
  maxPool2 as maxPool2Op,
  upsampleNearest as upsampleNearestOp,
} from '../op/pool.ts';
import { stateless, type LayerFactory } from './layer.ts';

export const relu = (): LayerFactory => stateless(reluOp);
export const leakyRelu = (slope: number): LayerFactory => stateless((x) => leakyReluOp(x, slope));
export const sigmoid = (): LayerFactory => stateless((x) => tf.sigmoid(x));
export const tanh = (): LayerFactory => stateless((x) => tf.tanh(x));

/** Halves height and width, which must be even. */
export const maxPool2 = (): LayerFactory => stateless((x) => maxPool2Op(x as Tensor4D));

/** Mean over blocks of `[height, width]` pixels. */
export const averagePool = (factor: readonly [number, number]): LayerFactory =>
  stateless((x) => averagePoolOp(x as Tensor4D, factor));

/** Nearest neighbour, by a whole factor in both directions. */
export const upsampleNearest = (factor: number): LayerFactory =>
  stateless((x) => upsampleNearestOp(x as Tensor4D, [factor, factor]));

/** `[n, …]` → `[n, product]` */
export const flatten = (): LayerFactory => stateless((x) => tf.reshape(x, [x.shape[0], -1]));

/** `[n, …]` → `[n, ...shape]` */
export const reshape = (shape: readonly number[]): LayerFactory =>
  stateless((x) => tf.reshape(x, [x.shape[0], ...shape]));
