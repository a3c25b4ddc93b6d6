import { describe, expect, it } from 'vitest';
import {
  classifiedImages,
  classPositions,
  holdOut,
  imageSet,
  oneAgainstOther,
  oneVersusRest,
  type ClassifiedImages,
} from '@oneclass/core/datasets';
import { allBytes, numbered, opaque, patternSet } from './images.ts';

const NAMES = ['cat', 'dog', 'eel'];
const classified = (bytes: readonly number[], classes: readonly number[]): ClassifiedImages =>
  classifiedImages({ samples: numbered(bytes), classes: Uint8Array.from(classes), names: NAMES });
const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

describe('classifiedImages', () => {
  it('refuses another number of classes, and a class without a name', () => {
    expect(() => classified([1, 2, 3], [0, 1])).toThrow('3 images, but 2 classes');
    expect(() => classified([1, 2], [0, 3])).toThrow('Expected classes from 0 to 2 (cat, dog, eel). Received: 3, for image 1.');
  });

  it('finds the images of a class', () => {
    expect([...classPositions(classified([1, 2, 3, 4], [1, 0, 1, 1]), 'dog')]).toEqual([0, 2, 3]);
    expect(() => classPositions(classified([1], [0]), 'eel')).toThrow(expect.objectContaining({ code: 'invalid-data' }));
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
      expect.objectContaining({ code: 'unknown-name', message: "There is no class '5'. Expected one of: cat, dog, eel." }),
    );
  });

  it('refuses splits of different image shapes', () => {
    const other = classifiedImages({ samples: patternSet(1, [2, 2, 1]), classes: Uint8Array.of(1), names: NAMES });
    expect(() => oneVersusRest(train, other, 'dog')).toThrow(expect.objectContaining({ code: 'invalid-shape' }));
  });
});

describe('oneAgainstOther', () => {
  const normal = numbered(range(0, 100));
  const anomalous = imageSet({
    data: Uint8Array.from(range(150, 50)),
    sampleShape: [1, 1, 1],
    ids: range(150, 50).map((i) => `a${i}`),
  });
  const options = { train: 60, validation: 15, test: 25, normalKind: 'mnist', anomalousKind: 'kmnist', seed: 0 };

  it('draws disjoint parts of the asked sizes', async () => {
    const { train, validation, test } = oneAgainstOther(normal, anomalous, options);
    const [fit, checked, tested] = [await allBytes(train), await allBytes(validation.samples), await allBytes(test.samples)];
    expect(sorted([...fit, ...checked.slice(0, 15), ...tested.slice(0, 25)])).toEqual(range(0, 100));
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
    expect(await allBytes(heldOut)).not.toEqual(await allBytes(holdOut(dataset, { fraction: 0.1, seed: 5 }).heldOut));
    expect(await allBytes(heldOut)).toEqual(await allBytes(holdOut(dataset, { fraction: 0.1, seed: 4 }).heldOut));
  });

  it('refuses fractions outside (0, 1), and those that leave a part empty', () => {
    for (const fraction of [0, 1, -0.5, NaN]) {
      expect(() => holdOut(dataset, { fraction, seed: 0 })).toThrow(
        expect.objectContaining({ code: 'invalid-argument', argument: 'fraction' }),
      );
    }
    for (const fraction of [0.001, 0.999]) {
      expect(() => holdOut(dataset, { fraction, seed: 0 })).toThrow(`Holding out ${fraction} of 50 images leaves one part empty`);
    }
  });
});
