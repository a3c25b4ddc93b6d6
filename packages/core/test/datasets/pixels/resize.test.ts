import { describe, expect, it } from 'vitest';
import type { InputSpec, SampleShape } from '@oneclass/core';
import { imageSet, resizeImage, resizeImages } from '@oneclass/core/datasets';
import { patternBytes, patternSet } from '../images.ts';

/** Printed by golden.py beside this. */
const GOLDEN = {
  'torch, 7x7x1 to 8x8': [
    0, 104, 83, 60, 83, 90, 67, 215, 165, 217, 141, 87, 74, 76, 111, 208, 143, 170, 161, 87, 80,
    134, 142, 213, 78, 155, 166, 130, 103, 123, 168, 173, 92, 186, 170, 144, 107, 102, 160, 90, 107,
    145, 134, 122, 110, 115, 140, 79, 19, 41, 75, 125, 135, 115, 131, 158, 46, 186, 203, 104, 78,
    106, 37, 13,
  ],
  'torch, 7x5x3 to 3x4': [
    99, 156, 46, 123, 156, 167, 133, 112, 162, 130, 154, 181, 31, 124, 62, 43, 48, 149, 137, 88, 69,
    90, 151, 44, 164, 145, 98, 100, 143, 174, 119, 160, 177, 70, 179, 108,
  ],
  'torch, 9x2x1 to 4x5': [
    39, 43, 62, 80, 84, 203, 201, 192, 184, 182, 83, 82, 81, 79, 78, 138, 134, 116, 98, 94,
  ],
  'torch, 1x4x1 to 3x2': [64, 60, 64, 60, 64, 60],
  'Pillow BILINEAR, 5x4x3 to 7x9': [
    0, 128, 62, 10, 126, 57, 35, 121, 44, 67, 121, 45, 137, 160, 143, 206, 198, 241, 174, 155, 178,
    127, 101, 92, 109, 80, 60, 58, 173, 93, 67, 169, 81, 87, 159, 50, 110, 151, 34, 148, 158, 128,
    186, 164, 220, 145, 158, 186, 94, 151, 133, 74, 147, 114, 122, 161, 137, 125, 162, 127, 133,
    165, 98, 142, 165, 80, 154, 146, 128, 165, 126, 175, 133, 134, 155, 94, 145, 125, 79, 149, 114,
    172, 49, 191, 166, 66, 196, 152, 110, 209, 140, 146, 214, 146, 121, 158, 151, 95, 101, 154, 67,
    63, 157, 39, 27, 158, 28, 13, 54, 59, 184, 64, 74, 187, 91, 112, 194, 113, 147, 198, 96, 164,
    184, 78, 180, 169, 73, 152, 116, 70, 118, 57, 69, 104, 34, 10, 55, 186, 24, 64, 179, 64, 86,
    160, 99, 109, 143, 98, 139, 141, 97, 168, 139, 80, 161, 101, 60, 149, 59, 53, 144, 42, 13, 45,
    192, 26, 47, 173, 61, 51, 122, 96, 57, 77, 128, 82, 71, 160, 106, 64, 131, 128, 54, 93, 149, 45,
    79, 157, 41,
  ],
  'Pillow BOX, 6x8x3 to 3x2': [
    126, 106, 116, 82, 160, 139, 124, 129, 108, 106, 158, 144, 90, 134, 106, 168, 181, 104,
  ],
  'NumPy, 8x5x1 to 3x2': [95, 138, 128, 152, 82, 127],
  'Pillow L, 4x4x3': [82, 89, 212, 86, 165, 147, 157, 148, 102, 154, 110, 65, 60, 138, 164, 94],
  'Pillow L then torch, 7x5x3 to 3x4': [126, 147, 124, 150, 89, 58, 101, 120, 145, 133, 150, 138],
} satisfies Record<string, readonly number[]>;

const pattern = ([height, width, channels]: SampleShape): Uint8Array =>
  patternBytes(height * width * channels);
const input = (
  height: number,
  width: number,
  channels: number,
  resize: InputSpec['resize'],
): InputSpec => ({
  height,
  width,
  channels: channels as 1 | 3,
  resize,
});
const resized = (shape: SampleShape, spec: InputSpec): number[] =>
  Array.from(resizeImage(pattern(shape), shape, spec));
const largestDifference = (a: readonly number[], b: readonly number[]): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));
};

describe("'bilinear'", () => {
  it.each<[keyof typeof GOLDEN, SampleShape, number, number]>([
    ['torch, 7x7x1 to 8x8', [7, 7, 1], 8, 8],
    ['torch, 7x5x3 to 3x4', [7, 5, 3], 3, 4],
    ['torch, 9x2x1 to 4x5', [9, 2, 1], 4, 5],
    ['torch, 1x4x1 to 3x2', [1, 4, 1], 3, 2],
  ])('equals %s', (golden, shape, height, width) => {
    expect(resized(shape, input(height, width, shape[2], 'bilinear'))).toEqual(GOLDEN[golden]);
  });

  it('equals Pillow within one level when enlarging', () => {
    const ours = resized([5, 4, 3], input(7, 9, 3, 'bilinear'));
    expect(largestDifference(ours, GOLDEN['Pillow BILINEAR, 5x4x3 to 7x9'])).toBeLessThanOrEqual(1);
  });
});

describe("'area'", () => {
  it('equals Pillow BOX within one level when shrinking by whole numbers', () => {
    expect(
      largestDifference(
        resized([6, 8, 3], input(3, 2, 3, 'area')),
        GOLDEN['Pillow BOX, 6x8x3 to 3x2'],
      ),
    ).toBeLessThanOrEqual(1);
  });

  it('is the mean over the exact span when shrinking by fractions', () => {
    expect(resized([8, 5, 1], input(3, 2, 1, 'area'))).toEqual(GOLDEN['NumPy, 8x5x1 to 3x2']);
  });

  it('is bilinear when enlarging, and chooses for each direction', () => {
    expect(resized([7, 7, 1], input(8, 8, 1, 'area'))).toEqual(GOLDEN['torch, 7x7x1 to 8x8']);
    const columns = imageSet({
      data: Uint8Array.from([10, 20, 30, 40, 50, 60, 70, 80]),
      sampleShape: [1, 8, 1],
    });
    expect([...resizeImages(columns, input(2, 2, 1, 'area')).bytes]).toEqual([25, 65, 25, 65]);
  });

  it('keeps the mean of an image', () => {
    const shape = [13, 17, 1] as const;
    const bytes = patternBytes(13 * 17);
    expect(resizeImage(bytes, shape, input(1, 1, 1, 'area'))[0]).toBe(
      Math.round(bytes.reduce((sum, v) => sum + v, 0) / bytes.length),
    );
  });
});

describe('channels', () => {
  it('RGB becomes grey as in Pillow, before resizing', () => {
    expect(resized([4, 4, 3], input(4, 4, 1, 'bilinear'))).toEqual(GOLDEN['Pillow L, 4x4x3']);
    expect(resized([7, 5, 3], input(3, 4, 1, 'bilinear'))).toEqual(
      GOLDEN['Pillow L then torch, 7x5x3 to 3x4'],
    );
  });

  it('grey becomes RGB by repetition, after resizing', () => {
    const grey = resized([7, 7, 1], input(8, 8, 1, 'bilinear'));
    expect(resized([7, 7, 1], input(8, 8, 3, 'bilinear'))).toEqual(grey.flatMap((v) => [v, v, v]));
  });
});

describe('resizeImages', () => {
  it('treats each image as resizeImage does, and keeps the ids', () => {
    const sampleShape = [7, 5, 3] as const;
    const set = imageSet({ data: patternBytes(3 * 105), sampleShape, ids: ['a', 'b', 'c'] });
    const spec = input(3, 4, 1, 'area');
    const smaller = resizeImages(set, spec);
    expect(smaller).toMatchObject({ size: 3, sampleShape: [3, 4, 1], ids: ['a', 'b', 'c'] });
    for (let i = 0; i < 3; i++) {
      expect(smaller.bytes.subarray(i * 12, (i + 1) * 12)).toEqual(
        resizeImage(set.bytes.subarray(i * 105, (i + 1) * 105), sampleShape, spec),
      );
    }
  });

  it('changes nothing where nothing is to be done', () => {
    const set = patternSet(2, [4, 3, 3]);
    for (const resize of ['bilinear', 'area'] as const)
      expect(resizeImages(set, input(4, 3, 3, resize)).bytes).toEqual(set.bytes);
  });

  it.each<[Partial<Record<keyof InputSpec, unknown>>, string]>([
    [{ resize: 'cubic' }, "expected 'bilinear' or 'area'. Received: cubic"],
    [{ height: 0 }, 'Received: [0, 8, 1]'],
    [{ width: 2.5 }, 'Received: [8, 2.5, 1]'],
    [{ channels: 4 }, 'Received: [8, 8, 4]'],
  ])('refuses %j', (change, message) => {
    const spec = { ...input(8, 8, 1, 'area'), ...change } as InputSpec;
    expect(() => resizeImages(patternSet(1, [4, 4, 1]), spec)).toThrow(message);
  });

  it('refuses pixels of another length than the shape', () => {
    expect(() => resizeImage(new Uint8Array(15), [4, 4, 1], input(2, 2, 1, 'area'))).toThrow(
      'Expected 16 bytes, [4, 4, 1]. Received: 15.',
    );
  });
});
