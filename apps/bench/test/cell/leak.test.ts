import { imageSet, subset } from '@oneclass/core/datasets';
import { expect, it } from 'vitest';
import { withLeak } from '../../src/cell/leak.ts';
import type { CheckedData } from '../../src/table/check-data.ts';

const images = imageSet({
  data: Uint8Array.from({ length: 10 * 16 }, (_, i) => (i * 7) % 256),
  sampleShape: [4, 4, 1],
});

const dataOf = (train: readonly number[], test: readonly number[]): CheckedData => ({
  train: subset(images, train),
  test: {
    samples: subset(images, test),
    labels: Uint8Array.from(test, (i) => i % 2),
    kinds: test.map(String),
    ids: test.map(String),
  },
  files: [],
  remarks: ['Drawn.'],
});

it('leaves a split alone whose parts share no image', async () => {
  const said: string[] = [];
  const data = dataOf([0, 1, 2], [3, 4]);
  expect(await withLeak(data, (line) => said.push(line))).toBe(data);
  expect(said).toEqual([]);
});

it('keeps a split that leaks, and says how many images do', async () => {
  const said: string[] = [];
  const data = dataOf([0, 1, 2], [2, 3, 4, 1]);
  const leak = '2 of 4 test images are among the training images too, which flatters the figures.';
  expect(await withLeak(data, (line) => said.push(line))).toEqual({
    ...data,
    remarks: ['Drawn.', leak],
  });
  expect(said).toEqual([leak]);
});
