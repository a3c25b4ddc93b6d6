import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import {
  createRng,
  pack,
  readArtifact,
  unpack,
  type FeatureExtractor,
  type FitRun,
  type Mask,
  type Samples,
} from '@oneclass/core';
import { drawnTextures } from '@oneclass/core/datasets';
import { evaluatePixels, pixelScores } from '@oneclass/core/metrics';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { dfr, type Dfr, type DfrConfig } from '../src/index.ts';
import type { Moments } from '../src/moments.ts';
import { standardizationOf } from '../src/standardization.ts';
import { tinyExtractor } from '@oneclass/testkit';

beforeAll(() => useBackend());

const { normal, test } = drawnTextures({
  kind: 'weave',
  train: 12,
  good: 3,
  defective: 8,
  size: 32,
  seed: 0,
});
const config = { epochs: 3, batchSize: 4, learningRate: 0.01 } as const;

interface FitOptions {
  readonly features?: FeatureExtractor;
  readonly config?: Partial<DfrConfig>;
  readonly samples?: Samples;
  readonly run?: FitRun;
}

async function fitted({
  features = tinyExtractor(),
  config: more,
  samples = normal,
  run,
}: FitOptions = {}): Promise<Dfr> {
  const detector = await dfr.on(features).fit(samples, { ...config, ...more }, run);
  onTestFinished(detector.dispose);
  return detector;
}

const latentSizeOf = ({ facts }: Dfr): number => facts?.['latentSize'] as number;

/** Bytes of one image's features: 8×8 places of 10 channels. */
const IMAGE_BYTES = 2 * 8 * 8 * 10;

function counting(
  extractor: FeatureExtractor,
): FeatureExtractor & { readonly counted: { images: number } } {
  const counted = { images: 0 };
  const extract = (images: Tensor4D): Promise<Tensor4D[]> => {
    counted.images += images.shape[0];
    return extractor.extract(images);
  };
  return { ...extractor, counted, extract };
}

/** Relative. */
function expectNear(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  expect(found).toHaveLength(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs((found[i] as number) / (expected[i] as number) - 1)).toBeLessThan(tolerance);
}

describe('DFR', () => {
  it('finds where a defect is', async () => {
    const size = 48;
    const rng = createRng(0);
    const isDefect = (row: number, column: number): boolean =>
      row >= 8 && row < 24 && column >= 20 && column < 32;
    const waves = (n: number, defective: boolean): Tensor4D => {
      const pixels = Array.from({ length: n }, () => rng.uniform()).flatMap((shift) =>
        Array.from({ length: size * size }, (_, i) => {
          const [row, column] = [Math.floor(i / size), i % size];
          return defective && isDefect(row, column)
            ? rng.uniform()
            : 0.5 + 0.3 * Math.sin(0.5 * row + 0.3 * column + 6 * shift) + 0.05 * rng.uniform();
        }),
      );
      const images = tf.tensor4d(pixels, [n, size, size, 1]);
      onTestFinished(() => {
        images.dispose();
      });
      return images;
    };
    const detector = await fitted({ samples: waves(16, false), config: { epochs: 10 } });
    const mask: Mask = {
      width: size,
      height: size,
      data: Uint8Array.from({ length: size * size }, (_, i) =>
        Number(isDefect(Math.floor(i / size), i % size)),
      ),
    };
    const { pixelAuroc } = evaluatePixels(
      pixelScores(await detector.scoreMap(waves(3, true)), [mask, mask, mask]),
    );
    expect(pixelAuroc).toBeGreaterThan(0.9);
  });

  it('takes the latent size from the variance, or from the config', async () => {
    const sizes = [];
    for (const explainedVariance of [0.5, 0.9, 0.999])
      sizes.push(latentSizeOf(await fitted({ config: { explainedVariance } })));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[0]).toBeLessThan(sizes[2] as number);
    const { facts, state } = await fitted({ config: { latentSize: 7 } });
    expect(facts).toEqual({ latentSize: 7 });
    expect(state().facts).toEqual({ latentSize: 7 });
    expect(state().tensors['autoencoder.layer3.convolution.filter']?.shape).toEqual([1, 1, 14, 7]);
  });

  it.each(['global', 'channel', 'shrunk'] as const)(
    'does not depend on the scale of the features (%s)',
    async (standardize) => {
      const expected = await fitted({ config: { standardize } });
      const scores = await expected.score(test.samples);
      // Of a power of two the 16 bits that training sees are the same; of others they are other
      // roundings, which training goes on from.
      for (const [scale, tolerance] of [
        [2 ** 12, 1e-3],
        [1e-5, 0.2],
      ] as const) {
        const detector = await fitted({
          features: tinyExtractor({ scale }),
          config: { standardize },
        });
        expect(latentSizeOf(detector)).toBe(latentSizeOf(expected));
        expectNear(await detector.score(test.samples), scores, tolerance);
      }
    },
  );

  it.each(['channel', 'shrunk'] as const)(
    'standardises each channel (%s), after which their offsets make no difference',
    async (standardize) => {
      const moved: FeatureExtractor = {
        ...tinyExtractor(),
        async extract(images) {
          const maps = await tinyExtractor().extract(images);
          const shifted = tf.tidy(() =>
            maps.map((map) => tf.add(map, tf.range(0, map.shape[3])) as Tensor4D),
          );
          tf.dispose(maps);
          return shifted;
        },
      };
      const [plain, shifted] = [
        await fitted({ config: { standardize } }),
        await fitted({ features: moved, config: { standardize } }),
      ];
      expect(latentSizeOf(shifted)).toBe(latentSizeOf(plain));
      expectNear(await shifted.score(test.samples), await plain.score(test.samples), 0.2);
    },
  );

  it('gives each image the maximum, the mean or the mean of the largest values of its map', async () => {
    const detector = await fitted();
    const { data } = await detector.scoreMap(test.samples);
    const pixels = 32 * 32;
    const maps = Array.from({ length: test.samples.size }, (_, i) =>
      [...data.subarray(i * pixels, (i + 1) * pixels)].sort((a, b) => b - a),
    );
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const expected = {
      max: maps.map(([first = 0]) => first),
      mean: maps.map(mean),
      'top-k': maps.map((map) => mean(map.slice(0, Math.floor(0.05 * pixels)))),
    };
    for (const image of ['max', 'mean', 'top-k'] as const) {
      const scores = await detector.score(test.samples, { config: { image, topShare: 0.05 } });
      expectNear(scores, expected[image], 1e-5);
    }
    expect(await detector.score(test.samples)).toEqual(
      await detector.score(test.samples, { config: { image: 'top-k', topShare: 0.01 } }),
    );
  });

  it('gives scores with their maps from one look at the images', async () => {
    const features = counting(tinyExtractor());
    const detector = await fitted({ features });
    features.counted.images = 0;
    const { score, map } = await detector.compute(test.samples, ['score', 'map'], {
      config: { image: 'mean' },
    });
    expect(features.counted.images).toBe(test.samples.size);
    expect(score.data).toEqual(await detector.score(test.samples, { config: { image: 'mean' } }));
    expect(map).toEqual(await detector.scoreMap(test.samples));
  });

  it('is the same whatever fits into the cache; only the images beyond are computed again', async () => {
    const scores = [];
    for (const [cached, passes] of [
      [12, 1],
      [5, 1 + (7 / 12) * 4],
      [0, 5],
    ] as const) {
      const features = counting(tinyExtractor());
      const detector = await fitted({ features, run: { cacheBytes: cached * IMAGE_BYTES } });
      // one pass to look, three epochs, one for batch norm
      expect(features.counted.images).toBe(Math.round(12 * passes));
      scores.push(await detector.score(test.samples));
    }
    expect(scores[1]).toEqual(scores[0]);
    expect(scores[2]).toEqual(scores[0]);
  });
});

describe('its file', () => {
  it('names the features, and is refused on others', async () => {
    const bytes = pack(await fitted());
    const { artifact, state } = readArtifact(bytes);
    expect(artifact.features).toEqual({ id: 'tiny', hash: 'seed 0, scale 1' });
    expect(
      Object.keys(state.tensors).filter((name) => !/^(standardization|autoencoder)\./.test(name)),
    ).toEqual([]);
    const restoredOn = (features: FeatureExtractor) => () => {
      unpack(bytes, [dfr.on(features)]);
    };
    expect(restoredOn(tinyExtractor({ seed: 1 }))).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringMatching(
          new RegExp(
            /other weights: expected the hash seed 0, scale 1, received seed 1, scale 1\. /.source +
              /Give it the features/.source,
          ),
        ) as string,
      }),
    );
    expect(restoredOn({ ...tinyExtractor(), id: 'large' })).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringMatching(/expected 'tiny' .*received 'large'/) as string,
      }),
    );
  });

  it('that does not name the features is damaged', async () => {
    const { features: _, ...state } = (await fitted()).state();
    expect(() => dfr.on(tinyExtractor()).restore(state)).toThrow(
      expect.objectContaining({
        code: 'invalid-artifact',
        message: expect.stringContaining('does not say on which features') as string,
      }),
    );
  });
});

describe('the latent size of its file', () => {
  it('is a fact, and in files of format 1, which have none, a size of its tensors', async () => {
    const detector = await fitted({ config: { latentSize: 7 } });
    const { facts: _, ...state } = detector.state();
    const restored = dfr.on(tinyExtractor()).restore(state);
    onTestFinished(restored.dispose);
    expect(restored.facts).toEqual({ latentSize: 7 });
    expect(await restored.score(test.samples)).toEqual(await detector.score(test.samples));
  });

  it.each([
    [6, /"autoencoder\.layer1\.convolution\.filter" has shape \[1, 1, 10, 12\].*\[1, 1, 10, 11\]/],
    [2 ** 40, /"autoencoder\.layer1\.convolution\.filter" has shape \[1, 1, 10, 12\]/],
    [0, /`facts\.latentSize` is 0/],
    [6.5, /`facts\.latentSize` is 6\.5/],
    [undefined, /`facts\.latentSize` is undefined/],
  ])('is refused when it is %s and the code has 7 channels', async (latentSize, message) => {
    const { facts: _, ...state } = (await fitted({ config: { latentSize: 7 } })).state();
    const facts: Record<string, number> = latentSize === undefined ? {} : { latentSize };
    const before = tf.memory();
    expect(() => dfr.on(tinyExtractor()).restore({ ...state, facts })).toThrow(
      expect.objectContaining({
        code: 'invalid-artifact',
        message: expect.stringMatching(message) as string,
      }),
    );
    expect(tf.memory()).toEqual(before);
  });
});

describe('a fit is refused', () => {
  it('on images whose sides places or maps do not divide', async () => {
    const mapSize = (height: number, width: number) => [height / 8, width / 8] as const;
    const layer = { name: 'coarse', channels: 10, stride: 8, mapSize };
    const features = { ...tinyExtractor(), layers: [layer] };
    const samples = drawnTextures({
      kind: 'weave',
      train: 2,
      good: 1,
      defective: 1,
      size: 36,
      seed: 0,
    }).normal;
    await expect(fitted({ features, samples })).rejects.toMatchObject({
      code: 'invalid-shape',
      message: expect.stringMatching(/36×36.*multiples of 8.*40×40/) as string,
    });
    expect(dfr.on(features).nearestShape([500, 300, 1])).toEqual([224, 224, 1]);
  });

  it.skipIf(process.env['ONECLASS_BACKEND'] === 'native')(
    'on wasm when a training step would not fit into its memory',
    async () => {
      await expect(fitted({ config: { batchSize: 12, latentSize: 8192 } })).rejects.toMatchObject({
        code: 'invalid-config',
        argument: 'batchSize',
        message: expect.stringContaining('on the wasm backend') as string,
      });
    },
  );

  it('on images whose features never vary', () => {
    const still = {
      mean: () => Float64Array.of(0.3, 2),
      covariance: () => ({ size: 2, data: new Float64Array(4) }),
    } as unknown as Moments;
    expect(() => standardizationOf(still, 'shrunk')).toThrow('the same at every place');
  });

  it('when it would continue the checkpoint of a fit on other features', async () => {
    let saved: Uint8Array | undefined;
    const checkpoint = {
      interval: 0,
      load: async () => saved,
      save: async (bytes: Uint8Array) => void (saved = bytes.slice()),
    };
    const fit = (features: FeatureExtractor) =>
      dfr.on(features).fit(normal, config, { checkpoint });
    (await fit(tinyExtractor())).dispose();
    await expect(fit(tinyExtractor({ seed: 1 }))).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining(
        'the hash of the features is seed 0, scale 1 there',
      ) as string,
    });
  });
});
