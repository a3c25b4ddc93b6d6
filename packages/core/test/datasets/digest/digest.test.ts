import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { toDataset, type Dataset, type SampleShape } from '@oneclass/core';
import {
  digestsOf,
  imageSet,
  joinDatasets,
  pixelSet,
  readDigests,
  resizeImages,
  subset,
  writeDigests,
} from '@oneclass/core/datasets';
import { images } from '@oneclass/core/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadDigest } from '../../../src/datasets/digest/digest.ts';
import { image, put, temporaryFolder } from '../../node/temporary-folder.ts';

beforeAll(() => tf.setBackend('cpu'));

const values = (count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => i * 37 + (i >> 8));
const SHAPE = [4, 5, 3] as const;
const INPUT = { height: 2, width: 2, channels: 1, resize: 'area' } as const;

describe('the digest of an image', () => {
  // golden-digests.py
  it.each<[SampleShape, bigint]>([
    [[1, 1, 1], 12998902676776253431n],
    [[4, 5, 3], 3690120285217135934n],
    [[600, 700, 3], 343584455690543183n],
  ])('of %o is XXH64 of its bytes, seeded by its shape', async (shape, expected) => {
    const digest = await loadDigest();
    expect(digest(values(shape[0] * shape[1] * shape[2]), shape)).toBe(expected);
  });

  it('is the same of a file, its content, its pixels, a tensor and an image set', async () => {
    const dir = await temporaryFolder();
    const png = await image([...values(60)], [...SHAPE])
      .png()
      .toBuffer();
    const raw = { data: values(60), width: 5, height: 4, channels: 3 } as const;
    const tensor = tf.tensor4d(
      Float32Array.from(raw.data, (value) => value / 255),
      [1, ...SHAPE],
    );
    const sets: Dataset[] = [
      await images([await put(join(dir, 'a.png'), png)], INPUT),
      await images([png]),
      await images([raw], INPUT),
      await pixelSet([raw], { ...INPUT, channels: 3 }),
      imageSet({ data: raw.data, sampleShape: SHAPE }),
      await toDataset(tensor, { method: 'test' }),
    ];
    for (const set of sets) expect([...(await digestsOf(set))]).toEqual([3690120285217135934n]);
    tensor.dispose();
  });

  it('goes with the image through subsets, unions and resizing', async () => {
    const set = imageSet({ data: values(300), sampleShape: SHAPE });
    const all = [...(await digestsOf(set))];
    expect(new Set(all).size).toBe(5);
    const small = resizeImages(set, INPUT);
    const plain: Dataset = { ...small, digests: undefined };
    expect([...(await digestsOf(small))]).toEqual(all);
    expect([...(await digestsOf(subset(small, [3, 0, 3])))]).toEqual([all[3], all[0], all[3]]);
    expect([...(await digestsOf(joinDatasets([small, subset(small, [1])])))]).toEqual([
      ...all,
      all[1],
    ]);
    expect([...(await digestsOf(joinDatasets([small, small])))]).toEqual([...all, ...all]);
    expect([...(await digestsOf(plain))]).not.toEqual(all);
  });

  it('is another where one value is, also of values that are no bytes', async () => {
    const data = Float32Array.from({ length: 120 }, (_, i) => (i % 60) / 77);
    data[119] = 0.5;
    const tensor = tf.tensor4d(data, [2, ...SHAPE]);
    const [first, second] = await digestsOf(await toDataset(tensor, { method: 'test' }));
    expect(first).not.toBe(second);
    tensor.dispose();
  });
});

describe('digests in a file', () => {
  it('are read as they were written, each once', () => {
    const digests = [2n ** 64n - 1n, 0n, 3690120285217135934n, 0n];
    expect([...readDigests(writeDigests(digests))]).toEqual([0n, digests[2], digests[0]]);
    const many = Array.from({ length: 20_000 }, (_, i) => BigInt(i) * 7919n);
    expect([...readDigests(writeDigests(many))]).toEqual(many);
    expect(writeDigests(many).length).toBeLessThanOrEqual(many.length * 8 * (4 / 3) + 4);
    expect(readDigests('').size).toBe(0);
  });

  it.each(['?', btoa('1234567')])('are refused where they are damaged: %s', (text) => {
    expect(() => readDigests(text)).toThrow(/the file is damaged/);
  });
});
