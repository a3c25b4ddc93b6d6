import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import { measured, type Layer, type WeightSource } from '@oneclass/nn';
import { radiusOf, squaredDistances } from './objective.ts';

/**
 * Centre c, `[d]`, and radius R as a layer, which keeps them with the weights: codes `[n, d]` →
 * squared distances to c, `[n]`.
 */
export interface Sphere extends Layer {
  readonly center: Variable;
  /** 0 for the one-class objective. */
  readonly radius: Scalar;
  /** Sets R so that a share ν of these squared distances `[n]` lies outside. */
  enclose(distances: Tensor1D, nu: number): void;
}

/** @param center undefined for a network that is restored */
export function sphereLayer(
  weights: WeightSource,
  { codeSize, center }: { readonly codeSize: number; readonly center: Float32Array | undefined },
): Sphere {
  const buffers = {
    center: weights.variable('center', measured(center, [codeSize])),
    radius: weights.variable('radius', measured(Float32Array.of(0), [])),
  };
  const [middle, radius] = [buffers.center, buffers.radius] as unknown as [Tensor1D, Scalar];
  return {
    center: buffers.center,
    radius,
    enclose(distances, nu) {
      tf.tidy(() => {
        buffers.radius.assign(radiusOf(distances, nu));
      });
    },
    apply: (codes: Tensor) => squaredDistances(codes as Tensor2D, middle),
    parameters: {},
    buffers,
  };
}

/** A code this near to 0 can be reached by weights of 0 alone, and so by all images. */
const LEAST = 0.1;

/**
 * The mean of the codes `[n · d]`, each component at least 0.1 away from 0: c of section 3.3, with
 * the authors' push.
 */
export function centerOf(codes: Float32Array, size: number): Float32Array {
  const sums = new Float64Array(size);
  codes.forEach((value, i) => (sums[i % size] = (sums[i % size] as number) + value));
  const images = codes.length / size;
  return Float32Array.from(sums, (sum) => {
    const mean = sum / images;
    return Math.abs(mean) < LEAST ? (mean < 0 ? -LEAST : LEAST) : mean;
  });
}
