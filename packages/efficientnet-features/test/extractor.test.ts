import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { FeatureExtractor, FeatureLayer, NamedTensor } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { pattern } from '../../../scripts/golden/pattern.ts';
import { efficientNetLite0, efficientNetOf, randomEfficientNetLite0 } from '../src/index.ts';
import { patternedTensors, patternedWeights } from './patterned-weights.ts';

beforeAll(() => useBackend());

function own<T extends { dispose(): void }>(thing: T): T {
  onTestFinished(() => {
    thing.dispose();
  });
  return thing;
}

const images = (channels = 3): Tensor4D =>
  own(
    tf.tensor4d(
      pattern(2 * 33 * 40 * channels, 100).map((value) => value + 0.5),
      [2, 33, 40, channels],
    ),
  );

/** The maps, read and freed. */
async function read(extractor: FeatureExtractor, of: Tensor4D): Promise<Float32Array[]> {
  const maps = await extractor.extract(of);
  const found = maps.map((map) => map.dataSync<'float32'>());
  tf.dispose(maps);
  return found;
}

const weights = patternedWeights('s3');
const layers = ['s3', 's2'];

describe('an extractor', () => {
  it('says which features they are, in the order of the network', async () => {
    const { id, hash, layers: found } = own(await efficientNetLite0({ weights, layers }));
    expect(id).toBe('efficientnet-lite0/s2,s3');
    expect(hash).toMatch(/^sha256:[\da-f]{64}$/);
    const mapSize = expect.any(Function) as FeatureLayer['mapSize'];
    expect(found).toEqual([
      { name: 's2', channels: 24, stride: 4, mapSize },
      { name: 's3', channels: 40, stride: 8, mapSize },
    ]);
  });

  it('has the hash of the tensors as stored, whatever else is in their file', async () => {
    const hashOf = async (file: Uint8Array, wanted = layers): Promise<string> =>
      own(await efficientNetLite0({ weights: file, layers: wanted })).hash;
    const hash = await hashOf(weights);
    expect(await hashOf(patternedWeights('s4'))).toBe(hash);
    expect(await hashOf(weights, ['s2'])).not.toBe(hash);
    const norm = 'blocks.2.1.bn3.running_mean';
    const { shape, data } = patternedTensors('s3')[norm]!;
    const changed = { [norm]: { shape, data: data.map((v, i) => (i === 7 ? v + 1e-6 : v)) } };
    expect(await hashOf(patternedWeights('s3', changed))).not.toBe(hash);
  });

  it('takes grey images for RGB ones of three equal channels', async () => {
    const extractor = own(await efficientNetLite0({ weights, layers }));
    const grey = images(1);
    expect(await read(extractor, grey)).toEqual(
      await read(extractor, own(tf.tile(grey, [1, 1, 1, 3]))),
    );
  });

  it('is made again from its id', async () => {
    const first = own(await efficientNetLite0({ weights, layers }));
    const again = own(await efficientNetOf(first.id, { weights }));
    expect([again.id, again.hash]).toEqual([first.id, first.hash]);
  });

  it('of random weights says so, and is the same for the same seed', async () => {
    const first = own(await randomEfficientNetLite0(3, { layers }));
    expect(first.id).toBe('random-efficientnet-lite0-seed3/s2,s3');
    const again = own(await efficientNetOf(first.id));
    expect(await read(again, images())).toEqual(await read(first, images()));
    expect(own(await randomEfficientNetLite0(4, { layers })).hash).not.toBe(first.hash);
  });

  it('of random weights tells images apart', async () => {
    const extractor = own(await randomEfficientNetLite0(0, { layers: ['s2', 's6'] }));
    for (const map of await read(extractor, images())) {
      const half = map.length / 2;
      const differences = map.subarray(0, half).map((v, i) => Math.abs(v - map[half + i]!));
      expect(Math.max(...differences)).toBeGreaterThan(0.01);
      expect(Math.max(...map)).toBeLessThan(100);
    }
  });
});

describe('weights are refused', () => {
  const tensor = (shape: number[], value: number): NamedTensor => ({
    shape,
    data: new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(value),
  });

  it.each<[string, Record<string, NamedTensor>, string]>([
    [
      'of another shape',
      { 'bn1.bias': tensor([3], 0) },
      'bn1.bias has the shape [3], expected [32]',
    ],
    ['with a variance below 0', { 'bn1.running_var': tensor([32], -1) }, 'a variance below 0'],
  ])('%s', async (_, more, message) => {
    const before = tf.memory().numTensors;
    await expect(
      efficientNetLite0({ weights: patternedWeights('s3', more), layers }),
    ).rejects.toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringContaining(message) as string,
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('that lack tensors of the stages asked for, with the stages that are there', async () => {
    await expect(efficientNetLite0({ weights, layers: ['s4'] })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(
        /lack blocks\.3\.0\.conv_pw\.weight, .* and 37 more, .*s4 need\. Ask for layers up to s3/,
      ) as string,
    });
  });
});

describe('a recipe is refused', () => {
  it.each([
    [
      'a layer that there is not',
      ['s3', 's7'],
      'unknown-name',
      /no layer 's7'.*: s2, s3, s4, s5, s6/,
    ],
    ['no layer', [], 'invalid-argument', /No layer is named/],
  ])('with %s, before weights are looked for', async (_, wanted, code, message) => {
    await expect(efficientNetLite0({ weights: 'nowhere', layers: wanted })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each(['efficientnet-lite0', 'efficientnet-lite0/s3,s2', 'efficientnet-lite0-seed1/s2'])(
    'of the id %s',
    async (id) => {
      await expect(efficientNetOf(id, { weights })).rejects.toMatchObject({
        code: 'invalid-argument',
        message: expect.stringContaining(
          `'${id}' is not the id of features of @oneclass/efficientnet-features. Expected one ` +
            "such as 'efficientnet-lite0/s3,s5'",
        ) as string,
      });
    },
  );
});
