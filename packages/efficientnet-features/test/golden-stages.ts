import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { FeatureExtractor } from '@oneclass/core';
import { expect } from 'vitest';
import { pattern } from '../../../scripts/golden/pattern.ts';

interface Summary {
  readonly shape: readonly number[];
  readonly norm: number;
  /** The largest magnitude. */
  readonly largest: number;
  readonly step: number;
  /** Of places `step` apart. */
  readonly values: readonly number[];
}

/** By weights, by the image's size, by stage. */
export const golden = JSON.parse(
  readFileSync(new URL('golden/efficientnet.json', import.meta.url), 'utf8'),
) as Record<'patterned' | 'trained', Record<string, Record<string, Summary>>>;

export const STAGES = ['s2', 's3', 's4', 's5', 's6'];

const imageOf = (height: number, width: number): Tensor4D =>
  tf.tensor4d(
    pattern(height * width * 3, 100).map((value) => value + 0.5),
    [1, height, width, 3],
  );

/**
 * All stages of the image of this size are onnxruntime's within `relative` of the largest value of
 * the stage.
 */
export async function expectGolden(
  extractor: FeatureExtractor,
  size: string,
  { expected, relative }: { expected: Record<string, Summary>; relative: number },
): Promise<void> {
  const [height, width] = size.split('x').map(Number) as [number, number];
  const image = imageOf(height, width);
  const maps = await extractor.extract(image);
  image.dispose();
  expect(extractor.layers.map(({ name }) => name)).toEqual(Object.keys(expected));
  for (const [i, { name, mapSize, channels }] of extractor.layers.entries()) {
    const map = maps[i] as Tensor4D;
    const { shape, norm, largest, step, values } = expected[name] as Summary;
    expect(map.shape).toEqual(shape);
    expect([1, ...mapSize(height, width), channels]).toEqual(shape);
    const data = await map.data<'float32'>();
    const found = Math.sqrt(data.reduce((sum, value) => sum + value ** 2, 0));
    expect(Math.abs(found / norm - 1)).toBeLessThan(relative);
    values.forEach((value, k) => {
      expect(Math.abs((data[k * step] as number) - value)).toBeLessThan(relative * largest);
    });
  }
  tf.dispose(maps);
}
