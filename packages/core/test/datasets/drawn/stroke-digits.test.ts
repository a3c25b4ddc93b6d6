import { describe, expect, it } from 'vitest';
import { strokeDigits, type ClassifiedImages } from '@oneclass/core/datasets';

/**
 * Mean image of each class over the even images, then the share of the odd ones that are nearest to
 * their own.
 */
function nearestMeanAccuracy({ samples, classes }: ClassifiedImages): number {
  const length = samples.bytes.length / samples.size;
  const means = Array.from({ length: 10 }, () => new Float64Array(length));
  const image = (i: number): Uint8Array => samples.bytes.subarray(i * length, (i + 1) * length);
  const even = (i: number): boolean => Math.floor(i / 10) % 2 === 0;
  for (let i = 0; i < samples.size; i++) {
    if (even(i))
      image(i).forEach((v, j) => (means[classes[i] as number]![j]! += v / (samples.size / 20)));
  }
  let [right, all] = [0, 0];
  for (let i = 0; i < samples.size; i++) {
    if (even(i)) continue;
    const distances = means.map((mean) =>
      image(i).reduce((sum, v, j) => sum + (v - mean[j]!) ** 2, 0),
    );
    right += Number(distances.indexOf(Math.min(...distances)) === classes[i]);
    all++;
  }
  return right / all;
}

describe('strokeDigits', () => {
  const digits = strokeDigits({ perDigit: 100, seed: 0 });

  it('gives as many of each digit as asked for, in turn', () => {
    expect(digits.samples).toMatchObject({ size: 1000, sampleShape: [28, 28, 1] });
    expect(digits.names).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect([...digits.classes]).toEqual(Array.from({ length: 1000 }, (_, i) => i % 10));
  });

  it('draws digits that can be told apart, but not all by their mean image', () => {
    const accuracy = nearestMeanAccuracy(digits);
    expect(accuracy).toBeGreaterThan(0.75);
    expect(accuracy).toBeLessThan(0.99);
  });

  it('leaves a margin, as MNIST does, and uses strong ink and grey edges', () => {
    const { bytes, size } = digits.samples;
    for (let i = 0; i < size; i++) {
      const image = bytes.subarray(i * 784, (i + 1) * 784);
      const border = image.filter((_, j) => j < 28 || j >= 756 || j % 28 === 0 || j % 28 === 27);
      expect(Math.max(...border)).toBe(0);
      expect(Math.max(...image)).toBeGreaterThan(150);
      expect(image.filter((v) => v > 20 && v < 130).length).toBeGreaterThan(5);
    }
  });

  it('depends on the seed only: more of them begin with the same', () => {
    const more = strokeDigits({ perDigit: 103, seed: 0 }).samples.bytes;
    expect(
      Buffer.compare(more.subarray(0, digits.samples.bytes.length), digits.samples.bytes),
    ).toBe(0);
    expect(
      Buffer.compare(strokeDigits({ perDigit: 100, seed: 1 }).samples.bytes, digits.samples.bytes),
    ).not.toBe(0);
  });

  it('never draws the same image twice', () => {
    const seen = new Set(
      Array.from({ length: 1000 }, (_, i) =>
        digits.samples.bytes.subarray(i * 784, (i + 1) * 784).join(),
      ),
    );
    expect(seen.size).toBe(1000);
  });

  it('draws the same shapes at another size', () => {
    const large = strokeDigits({ perDigit: 2, seed: 0, size: 56 }).samples;
    expect(large.sampleShape).toEqual([56, 56, 1]);
    for (let i = 0; i < 20; i++) {
      const ink = (bytes: Uint8Array): number =>
        bytes.reduce((sum, v) => sum + v, 0) / bytes.length;
      const [small, big] = [
        ink(digits.samples.bytes.subarray(i * 784, (i + 1) * 784)),
        ink(large.bytes.subarray(i * 3136, (i + 1) * 3136)),
      ];
      expect(Math.abs(small - big) / big).toBeLessThan(0.15);
    }
  });

  it.each([{ perDigit: 0 }, { perDigit: 1.5 }, { size: 4 }, { seed: -1 }])(
    'refuses %j',
    (wrong) => {
      expect(() => strokeDigits({ perDigit: 1, seed: 0, ...wrong })).toThrow(
        expect.objectContaining({ code: 'invalid-argument', argument: Object.keys(wrong)[0] }),
      );
    },
  );
});
