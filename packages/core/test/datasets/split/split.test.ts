import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classifiedImages,
  classPositions,
  contaminatedSplit,
  holdOut,
  imageSet,
  joinClassified,
  oneAgainstOther,
  oneVersusRest,
  type ClassifiedImages,
} from '@oneclass/core/datasets';
import { allBytes, numbered, opaque, patternSet } from '../images.ts';

const NAMES = ['cat', 'dog', 'eel'];
const classified = (bytes: readonly number[], classes: readonly number[]): ClassifiedImages =>
  classifiedImages({ samples: numbered(bytes), classes: Uint8Array.from(classes), names: NAMES });
const range = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

describe('classifiedImages', () => {
  it('refuses another number of classes, and a class without a name', () => {
    expect(() => classified([1, 2, 3], [0, 1])).toThrow('3 images, but 2 classes');
    expect(() => classified([1, 2], [0, 3])).toThrow(
      'Expected classes from 0 to 2 (cat, dog, eel). Received: 3, for image 1.',
    );
  });

  it('finds the images of a class', () => {
    expect([...classPositions(classified([1, 2, 3, 4], [1, 0, 1, 1]), 'dog')]).toEqual([0, 2, 3]);
    expect(() => classPositions(classified([1], [0]), 'eel')).toThrow(
      expect.objectContaining({ code: 'invalid-data' }),
    );
  });
});

describe('oneVersusRest', () => {
  const train = classified([1, 2, 3, 4, 5], [0, 1, 2, 1, 0]);
  const test = classified([101, 102, 103], [2, 1, 0]);

  it('fits on one class of the training split and evaluates on the whole test split', async () => {
    const split = oneVersusRest(train, test, 'dog');
    expect(await allBytes(split.normal)).toEqual([2, 4]);
    expect(await allBytes(split.test.samples)).toEqual([101, 102, 103]);
    expect([...split.test.labels]).toEqual([1, 0, 1]);
    expect(split.test.kinds).toEqual(['eel', 'dog', 'cat']);
    expect(split.test.ids).toEqual(['0', '1', '2']);
  });

  it('lists the classes when there is none of that name', () => {
    expect(() => oneVersusRest(train, test, '5')).toThrow(
      expect.objectContaining({
        code: 'unknown-name',
        message: "There is no class '5'. Expected one of: cat, dog, eel.",
      }),
    );
  });

  it('refuses splits of different image shapes', () => {
    const other = classifiedImages({
      samples: patternSet(1, [2, 2, 1]),
      classes: Uint8Array.of(1),
      names: NAMES,
    });
    expect(() => oneVersusRest(train, other, 'dog')).toThrow(
      expect.objectContaining({ code: 'invalid-shape' }),
    );
  });
});

describe('oneAgainstOther', () => {
  const normal = numbered(range(0, 100));
  const anomalous = imageSet({
    data: Uint8Array.from(range(150, 50)),
    sampleShape: [1, 1, 1],
    ids: range(150, 50).map((i) => `a${i}`),
  });
  const options = {
    train: 60,
    validation: 15,
    test: 25,
    normalKind: 'mnist',
    anomalousKind: 'kmnist',
    seed: 0,
  };

  it('draws disjoint parts of the asked sizes', async () => {
    const { train, validation, test } = oneAgainstOther(normal, anomalous, options);
    const [fit, checked, tested] = [
      await allBytes(train),
      await allBytes(validation.samples),
      await allBytes(test.samples),
    ];
    expect(sorted([...fit, ...checked.slice(0, 15), ...tested.slice(0, 25)])).toEqual(
      range(0, 100),
    );
    const anomalies = [...checked.slice(15), ...tested.slice(25)];
    expect(new Set(anomalies).size).toBe(40);
    expect(anomalies.every((byte) => byte >= 150)).toBe(true);
    expect([...validation.labels]).toEqual([...Array(15).fill(0), ...Array(15).fill(1)]);
    expect(test.kinds.filter((kind) => kind === 'kmnist')).toHaveLength(25);
    expect(test.ids).toEqual(tested.map((byte) => (byte < 150 ? String(byte) : `a${byte}`)));
  });

  it('depends on the seed, and on the anomalous images in nothing that is normal', async () => {
    const fit = async (seed: number, other = anomalous): Promise<number[]> =>
      allBytes(oneAgainstOther(normal, other, { ...options, seed }).train);
    expect(await fit(0)).toEqual(await fit(0));
    expect(await fit(0)).not.toEqual(await fit(1));
    expect(await fit(0)).toEqual(await fit(0, numbered(range(0, 45))));
  });

  it('says how many images there are and how many are needed', () => {
    expect(() => oneAgainstOther(normal, anomalous, { ...options, train: 61 })).toThrow(
      "'mnist' has 100 images, but 101 (61 + 15 + 25) are needed",
    );
    expect(() => oneAgainstOther(normal, numbered(range(0, 39)), options)).toThrow(
      "'kmnist' has 39 images, but 40 (15 + 25) are needed",
    );
  });

  it.each(['train', 'validation', 'test'])('refuses 0 images for %s', (part) => {
    expect(() => oneAgainstOther(normal, anomalous, { ...options, [part]: 0 })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: part }),
    );
  });
});

describe('holdOut', () => {
  const dataset = opaque(numbered(range(0, 50)));

  it('sets a part aside, each image in one part only', async () => {
    const { rest, heldOut } = holdOut(dataset, { fraction: 0.1, seed: 4 });
    expect([rest.size, heldOut.size]).toEqual([45, 5]);
    expect(sorted([...(await allBytes(rest)), ...(await allBytes(heldOut))])).toEqual(range(0, 50));
    expect(await allBytes(heldOut)).not.toEqual(
      await allBytes(holdOut(dataset, { fraction: 0.1, seed: 5 }).heldOut),
    );
    expect(await allBytes(heldOut)).toEqual(
      await allBytes(holdOut(dataset, { fraction: 0.1, seed: 4 }).heldOut),
    );
  });

  it('refuses fractions outside (0, 1), and those that leave a part empty', () => {
    for (const fraction of [0, 1, -0.5, NaN]) {
      expect(() => holdOut(dataset, { fraction, seed: 0 })).toThrow(
        expect.objectContaining({ code: 'invalid-argument', argument: 'fraction' }),
      );
    }
    for (const fraction of [0.001, 0.999]) {
      expect(() => holdOut(dataset, { fraction, seed: 0 })).toThrow(
        `Holding out ${fraction} of 50 images leaves one part empty`,
      );
    }
  });
});

describe('contaminatedSplit', () => {
  // Bytes 0–39 are dogs, 40–69 cats and eels.
  const pool = classified(range(0, 70), [
    ...Array<number>(40).fill(1),
    ...range(0, 30).map((i) => (i % 2) * 2),
  ]);
  const options = { normalClass: 'dog', train: 25, contamination: 5, test: 15, seed: 0 };

  it('fits on one class and a few others, and evaluates on as many of both', async () => {
    const { train, test } = contaminatedSplit(pool, options);
    const fit = await allBytes(train);
    const [good, bad] = [
      (await allBytes(test.samples)).slice(0, 15),
      (await allBytes(test.samples)).slice(15),
    ];
    expect(fit.filter((byte) => byte >= 40)).toHaveLength(5);
    expect(sorted([...fit.filter((byte) => byte < 40), ...good])).toEqual(range(0, 40));
    expect(bad.every((byte) => byte >= 40 && !fit.includes(byte))).toBe(true);
    expect([...test.labels]).toEqual([...Array(15).fill(0), ...Array(15).fill(1)]);
    expect(test.kinds).toEqual(
      [...good, ...bad].map((byte) => (byte < 40 ? 'dog' : byte % 2 === 0 ? 'cat' : 'eel')),
    );
    expect(test.ids).toEqual([...good, ...bad].map(String));
  });

  it('may be without contamination, and uses every image where all are needed', async () => {
    expect(contaminatedSplit(pool, { ...options, contamination: 0 }).train.size).toBe(25);
    const { train, test } = contaminatedSplit(pool, { ...options, contamination: 15 });
    expect(sorted([...(await allBytes(train)), ...(await allBytes(test.samples))])).toEqual(
      range(0, 70),
    );
  });

  it('draws the normal images the same whatever the contamination', async () => {
    const normal = async (contamination: number): Promise<number[]> =>
      (await allBytes(contaminatedSplit(pool, { ...options, contamination }).train)).filter(
        (byte) => byte < 40,
      );
    expect(await normal(0)).toEqual(await normal(9));
  });

  it('says how many images there are and how many are needed', () => {
    expect(() => contaminatedSplit(pool, { ...options, train: 26 })).toThrow(
      "'dog' has 40 images, but 41 (26 + 15) are needed",
    );
    expect(() => contaminatedSplit(pool, { ...options, contamination: 16 })).toThrow(
      "'not dog' has 30 images, but 31 (16 + 15) are needed",
    );
    expect(() => contaminatedSplit(pool, { ...options, normalClass: '5' })).toThrow(
      expect.objectContaining({ code: 'unknown-name' }),
    );
  });

  it.each([{ train: 0 }, { contamination: -1 }, { test: 0 }, { train: 2.5 }, { seed: -1 }])(
    'refuses %j',
    (wrong) => {
      expect(() => contaminatedSplit(pool, { ...options, ...wrong })).toThrow(
        expect.objectContaining({ code: 'invalid-argument', argument: Object.keys(wrong)[0] }),
      );
    },
  );
});

describe('joinClassified', () => {
  it('pools two splits', async () => {
    const [a, b] = [classified([1, 2], [0, 1]), classified([3, 4, 5], [2, 1, 0])];
    const pooled = joinClassified(a, b);
    expect(await allBytes(pooled.samples)).toEqual([1, 2, 3, 4, 5]);
    expect([...pooled.classes]).toEqual([0, 1, 2, 1, 0]);
    expect(pooled.names).toBe(NAMES);
  });

  it('keeps ids that are distinct, and gives positions where one is in both', () => {
    const named = (ids: readonly string[]): ClassifiedImages => ({
      samples: imageSet({ data: new Uint8Array(2), sampleShape: [1, 1, 1], ids }),
      classes: new Uint8Array(2),
      names: NAMES,
    });
    expect(joinClassified(named(['a', 'b']), named(['c', 'd'])).samples.ids).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(joinClassified(named(['a', 'b']), named(['b', 'd'])).samples.ids).toEqual([
      '0',
      '1',
      '2',
      '3',
    ]);
  });

  it('refuses other classes, and images of another shape', () => {
    const a = classified([1], [0]);
    expect(() => joinClassified(a, { ...a, names: ['cat', 'eel', 'dog'] })).toThrow(
      'Expected two sets of the same classes. Received: cat, dog, eel; and cat, eel, dog.',
    );
    const large = classifiedImages({
      samples: patternSet(1, [2, 2, 1]),
      classes: Uint8Array.of(1),
      names: NAMES,
    });
    expect(() => joinClassified(a, large)).toThrow(
      expect.objectContaining({ code: 'invalid-shape' }),
    );
  });
});

describe('no split leaks', () => {
  type Parts = readonly (readonly number[])[];
  const count = fc.integer({ min: 1, max: 30 });
  const anySeed = fc.integer({ min: 0, max: 2 ** 31 });

  /** Sizes as asked for, no image twice, the same with the same seed. */
  async function check(
    parts: (seed: number) => Promise<Parts>,
    seed: number,
    sizes: readonly number[],
  ): Promise<void> {
    const drawn = await parts(seed);
    expect(drawn.map((part) => part.length)).toEqual(sizes);
    expect(new Set(drawn.flat()).size).toBe(drawn.flat().length);
    expect(await parts(seed)).toEqual(drawn);
  }

  it('contaminatedSplit', async () => {
    const property = fc.asyncProperty(
      fc.record({ train: count, contamination: fc.integer({ min: 0, max: 30 }), test: count }),
      fc.tuple(fc.nat(20), fc.nat(20)),
      anySeed,
      async ({ train, contamination, test }, [spareNormal, spareOthers], seed) => {
        const [normal, others] = [train + test + spareNormal, contamination + test + spareOthers];
        const pool = classified(
          range(0, normal + others),
          range(0, normal + others).map((i) => (i < normal ? 1 : (i % 2) * 2)),
        );
        await check(
          async (drawnSeed) => {
            const split = contaminatedSplit(pool, {
              normalClass: 'dog',
              train,
              contamination,
              test,
              seed: drawnSeed,
            });
            const [fit, tested] = [await allBytes(split.train), await allBytes(split.test.samples)];
            expect(fit.filter((byte) => byte < normal)).toHaveLength(train);
            expect(tested.map((byte) => Number(byte >= normal))).toEqual([...split.test.labels]);
            return [fit, tested];
          },
          seed,
          [train + contamination, 2 * test],
        );
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  it('oneAgainstOther', async () => {
    const property = fc.asyncProperty(
      fc.record({ train: count, validation: count, test: count }),
      fc.nat(20),
      anySeed,
      async ({ train, validation, test }, spare, seed) => {
        const size = train + validation + test + spare;
        const [normal, anomalous] = [
          numbered(range(0, size)),
          numbered(range(size, validation + test + spare)),
        ];
        await check(
          async (drawnSeed) => {
            const split = oneAgainstOther(normal, anomalous, {
              train,
              validation,
              test,
              normalKind: 'a',
              anomalousKind: 'b',
              seed: drawnSeed,
            });
            return [
              await allBytes(split.train),
              await allBytes(split.validation.samples),
              await allBytes(split.test.samples),
            ];
          },
          seed,
          [train, 2 * validation, 2 * test],
        );
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  it('holdOut', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 2, max: 250 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      anySeed,
      async (size, part, seed) => {
        const heldOut = Math.round(1 + part * (size - 2));
        const dataset = numbered(range(0, size));
        await check(
          async (drawnSeed) => {
            const split = holdOut(dataset, { fraction: heldOut / size, seed: drawnSeed });
            return [await allBytes(split.rest), await allBytes(split.heldOut)];
          },
          seed,
          [size - heldOut, heldOut],
        );
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  it('and each draws other images with another seed', async () => {
    const pool = classified(
      range(0, 200),
      range(0, 200).map((i) => Number(i < 100)),
    );
    const drawnBy: Record<string, (seed: number) => Promise<number[]>> = {
      contaminatedSplit: (seed) =>
        allBytes(
          contaminatedSplit(pool, {
            normalClass: 'dog',
            train: 50,
            contamination: 20,
            test: 20,
            seed,
          }).train,
        ),
      holdOut: (seed) => allBytes(holdOut(pool.samples, { fraction: 0.5, seed }).rest),
      oneAgainstOther: (seed) =>
        allBytes(
          oneAgainstOther(pool.samples, pool.samples, {
            train: 50,
            validation: 9,
            test: 9,
            normalKind: 'a',
            anomalousKind: 'b',
            seed,
          }).train,
        ),
    };
    for (const [name, drawn] of Object.entries(drawnBy)) {
      const seen = new Set<string>();
      for (let seed = 0; seed < 50; seed++) seen.add((await drawn(seed)).join());
      expect(seen.size, name).toBe(50);
    }
  });
});
