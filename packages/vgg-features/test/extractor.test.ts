import { existsSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { FeatureExtractor, FeatureLayer } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { randomVgg19, vgg16, vgg19, vggOf } from '../src/index.ts';
import { vgg19 as vgg19FromFile } from '../src/node/index.ts';
import { pattern } from '../../../scripts/golden/pattern.ts';
import { patternedTensors, patternedWeights } from './patterned-weights.ts';

beforeAll(() => useBackend());

interface Summary {
  readonly shape: number[];
  readonly norm: number;
  readonly step: number;
  readonly values: number[];
}
type Golden = Record<'reflection' | 'zeros', Record<'patterned' | 'real', Record<string, Summary>>>;
const golden = JSON.parse(
  readFileSync(new URL('golden/vgg.json', import.meta.url), 'utf8'),
) as Golden;

function own<T extends { dispose(): void }>(thing: T): T {
  onTestFinished(() => {
    thing.dispose();
  });
  return thing;
}

const images = (channels = 3): Tensor4D =>
  own(
    tf.tensor4d(
      pattern(2 * 20 * 24 * channels, 100).map((value) => value + 0.5),
      [2, 20, 24, channels],
    ),
  );

type Read = Record<string, { shape: number[]; data: Float32Array }>;

/** The maps by name, read and freed. */
async function read(extractor: FeatureExtractor, of: Tensor4D): Promise<Read> {
  const maps = await extractor.extract(of);
  const found = maps.map((map, i) => [
    extractor.layers[i]?.name,
    { shape: map.shape, data: map.dataSync<'float32'>() },
  ]);
  tf.dispose(maps);
  return Object.fromEntries(found);
}

/**
 * Differences of less than 1e-5 of the largest value: float32 sums of thousands of products, in
 * another order.
 */
function expectGolden(found: Read, expected: Record<string, Summary>): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, { shape, norm, step, values }] of Object.entries(expected)) {
    const { data, shape: foundShape } = found[name]!;
    const largest = data.reduce((most, value) => Math.max(most, value), 0);
    expect(foundShape).toEqual(shape);
    expect(
      Math.abs(Math.sqrt(data.reduce((sum, value) => sum + value ** 2, 0)) / norm - 1),
    ).toBeLessThan(1e-5);
    values.forEach((value, i) => {
      expect(Math.abs((data[i * step] as number) - value)).toBeLessThan(1e-5 * largest);
    });
  }
}

describe.each(['reflection', 'zeros'] as const)('with padding of %s', (padding) => {
  it("gives PyTorch's values for patterned weights", async () => {
    const extractor = own(
      await vgg19({ weights: patternedWeights(), layers: ['relu1_2', 'relu2_1'], padding }),
    );
    expectGolden(await read(extractor, images()), golden[padding].patterned);
  });

  const weights = process.env['ONECLASS_WEIGHTS'] ?? '';
  it.skipIf(!existsSync(weights))(
    "gives PyTorch's values for the real weights (ONECLASS_WEIGHTS names a file of them)",
    async () => {
      const extractor = own(
        await vgg19FromFile({
          weights,
          layers: ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_4'],
          padding,
        }),
      );
      expectGolden(await read(extractor, images()), golden[padding].real);
    },
  );
});

describe('an extractor', () => {
  const layers = ['relu2_1', 'relu1_1'];

  it('says which features they are, in the order of the network', async () => {
    const { id, hash, layers: found } = own(await vgg19({ weights: patternedWeights(), layers }));
    expect(id).toBe('vgg19/reflection/relu1_1,relu2_1');
    expect(hash).toMatch(/^sha256:[\da-f]{64}$/);
    const mapSize = expect.any(Function) as FeatureLayer['mapSize'];
    expect(found).toEqual([
      { name: 'relu1_1', channels: 64, stride: 1, mapSize },
      { name: 'relu2_1', channels: 128, stride: 2, mapSize },
    ]);
  });

  it('says how large its maps are, also where pooling leaves out a row or a column', async () => {
    const wanted = ['relu1_1', 'relu2_1', 'relu3_1'];
    const extractor = own(await randomVgg19(0, { layers: wanted }));
    for (const [height, width] of [
      [20, 24],
      [21, 23],
      [22, 25],
    ] as const) {
      const found = await read(extractor, own(tf.zeros([1, height, width, 1])));
      expect(extractor.layers.map(({ mapSize }) => mapSize(height, width))).toEqual(
        wanted.map((name) => found[name]?.shape.slice(1, 3)),
      );
    }
  });

  it('has the hash of the weights in use, whatever else is in their file', async () => {
    const hashOf = async (weights: Uint8Array, wanted = layers): Promise<string> =>
      own(await vgg19({ weights, layers: wanted })).hash;
    const hash = await hashOf(patternedWeights());
    expect(
      await hashOf(
        patternedWeights({
          last: 'relu2_2',
          more: { 'a.b': { shape: [1], data: Float32Array.of(1) } },
        }),
      ),
    ).toBe(hash);
    const bias = patternedTensors('relu2_1')['features.2.bias']!;
    expect(
      await hashOf(
        patternedWeights({
          more: {
            'features.2.bias': {
              shape: bias.shape,
              data: bias.data.map((v, i) => (i === 7 ? v + 1e-6 : v)),
            },
          },
        }),
      ),
    ).not.toBe(hash);
    expect(await hashOf(patternedWeights(), ['relu1_1'])).not.toBe(hash);
  });

  it('takes grey images for RGB ones of three equal channels', async () => {
    const extractor = own(await vgg19({ weights: patternedWeights(), layers }));
    const grey = images(1);
    expect(await read(extractor, grey)).toEqual(
      await read(extractor, own(tf.tile(grey, [1, 1, 1, 3]))),
    );
  });

  it('gives an image its features whatever the batch', async () => {
    const extractor = own(await vgg19({ weights: patternedWeights(), layers: ['relu2_1'] }));
    const both = images();
    const alone = (await read(extractor, own(tf.slice(both, [1, 0, 0, 0], [1, 20, 24, 3]))))
      .relu2_1!;
    const among = (await read(extractor, both)).relu2_1!.data.subarray(alone.data.length);
    expect(
      Math.max(...alone.data.map((value, i) => Math.abs(value - (among[i] as number)))),
    ).toBeLessThan(1e-4);
  });

  it('is made again from its id', async () => {
    const weights = patternedWeights();
    const first = own(await vgg19({ weights, layers, padding: 'zeros' }));
    const again = own(await vggOf(first.id, { weights }));
    const described = ({ id, hash, layers: all }: FeatureExtractor): object => ({
      id,
      hash,
      layers: all.map(({ name, channels, stride }) => ({ name, channels, stride })),
    });
    expect(described(again)).toEqual(described(first));
  });

  it('of random weights says so, and is the same for the same seed', async () => {
    const first = own(await randomVgg19(3, { layers }));
    expect(first.id).toBe('random-vgg19-seed3/reflection/relu1_1,relu2_1');
    const again = own(await vggOf(first.id));
    expect(again.hash).toBe(first.hash);
    expect(await read(again, images())).toEqual(await read(first, images()));
    expect(own(await randomVgg19(4, { layers })).hash).not.toBe(first.hash);
  });

  it('leaves no tensor when it refuses images, and after it was disposed of', async () => {
    const extractor = await vgg19({ weights: patternedWeights(), layers });
    const before = tf.memory().numTensors;
    const wrong = own(tf.zeros([1, 20, 3, 3])) as Tensor4D;
    await expect(extractor.extract(wrong)).rejects.toMatchObject({
      code: 'invalid-shape',
      message: expect.stringMatching(/relu2_1 received images \[1, 20, 3, 3\].*4×4/) as string,
    });
    expect(tf.memory().numTensors).toBe(before + 1);
    extractor.dispose();
    extractor.dispose();
    await expect(extractor.extract(wrong)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('disposed of') as string,
    });
  });
});

describe('VGG-16', () => {
  it("has torchvision's places of its convolutions", async () => {
    const places = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28].flatMap((place) => [
      `features.${String(place)}.weight`,
      `features.${String(place)}.bias`,
    ]);
    const missing = places.filter((name) => !/features\.([025])\./.test(name)).join(', ');
    await expect(vgg16({ weights: patternedWeights(), layers: ['relu5_3'] })).rejects.toMatchObject(
      {
        code: 'not-found',
        message: expect.stringMatching(/lack features\.7\.weight, .* and \d+ more/) as string,
        expected: missing,
      },
    );
  });
});

describe('weights are refused', () => {
  it('that lack tensors of the layers asked for, by name', async () => {
    const places = [19, 21].flatMap((place) => [
      `features.${String(place)}.weight`,
      `features.${String(place)}.bias`,
    ]);
    await expect(
      vgg19({ weights: patternedWeights({ last: 'relu3_4' }), layers: ['relu1_1', 'relu4_2'] }),
    ).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(
        `lack ${places.join(', ')}, which vgg19's relu1_1, relu4_2 need. Ask for layers up to ` +
          'relu3_4',
      ) as string,
    });
  });

  it.each<[string, Record<string, { shape: number[]; data: Float32Array }>, string]>([
    [
      'of another shape',
      { 'features.2.bias': { shape: [3], data: new Float32Array(3) } },
      'features.2.bias has the shape [3], expected [64]',
    ],
    [
      'with a value that is not finite',
      { 'features.0.bias': { shape: [64], data: new Float32Array(64).fill(NaN, 9, 10) } },
      'features.0.bias holds values that are not finite',
    ],
  ])('%s', async (_, more, message) => {
    await expect(
      vgg19({ weights: patternedWeights({ more }), layers: ['relu1_2'] }),
    ).rejects.toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringContaining(message) as string,
    });
  });

  it('whose hash is not the one that was asked for', async () => {
    const before = tf.memory().numTensors;
    await expect(
      vgg19({ weights: patternedWeights(), layers: ['relu1_1'], hash: 'sha256:00' }),
    ).rejects.toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringMatching(/have the hash sha256:\w+, expected sha256:00/) as string,
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('that are cut short, no safetensors file, or a path', async () => {
    const refused = (weights: Uint8Array | string) =>
      expect(vgg19({ weights, layers: ['relu1_1'] })).rejects;
    await refused(patternedWeights().slice(0, -1)).toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringContaining('cut short') as string,
    });
    await refused(new TextEncoder().encode('<!doctype html>')).toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringContaining('not a safetensors file') as string,
    });
    await refused('./vgg19.safetensors').toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('@oneclass/vgg-features/node') as string,
    });
  });
});

describe('a recipe is refused', () => {
  it.each([
    [
      'a layer that there is not',
      { layers: ['relu1_1', 'relu6_1'] },
      'unknown-name',
      /no layer 'relu6_1'\. Choose from: relu1_1, relu1_2, relu2_1, .*relu5_4/,
    ],
    ['no layer', { layers: [] }, 'invalid-argument', /No layer is named/],
    [
      'another padding',
      { padding: 'wrap' as 'zeros' },
      'invalid-argument',
      /'wrap': expected 'reflection' or 'zeros'/,
    ],
  ])('with %s, before weights are looked for', async (_, options, code, message) => {
    await expect(vgg19({ weights: 'nowhere', ...options })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    'tiny',
    'vgg19/reflection',
    'vgg19/reflection/relu2_1,relu1_1',
    'vgg19/reflection/relu9_9',
    'random-vgg19/zeros/relu1_1',
    'vgg19-seed1/zeros/relu1_1',
    'random-vgg19-seed01/zeros/relu1_1',
  ])('of the id %s', async (id) => {
    await expect(vggOf(id, { weights: patternedWeights() })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining(`'${id}' is not the id`) as string,
    });
  });
});
