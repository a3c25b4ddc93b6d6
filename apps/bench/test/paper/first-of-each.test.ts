import { imageSet } from '@oneclass/core/datasets';
import { expect, it } from 'vitest';
import { firstOfEach } from '../../src/paper/first-of-each.ts';

const kinds = ['2', '7', '1', '7', '2', '2', '7'];
const test = {
  samples: imageSet({ data: Uint8Array.from(kinds, (_, i) => i), sampleShape: [1, 1, 1] }),
  labels: Uint8Array.from(kinds, (kind) => (kind === '2' ? 0 : 1)),
  kinds,
  ids: kinds.map((_, i) => String(i)),
};

it.each([
  ['kinds', ['0', '1', '2', '3', '4']],
  ['labels', ['0', '1', '2', '4']],
] as const)('takes the first two of each of %s, in the order of the set', (of, ids) => {
  const first = firstOfEach(test, of, 2);
  expect(first.ids).toEqual(ids);
  expect(first.kinds).toEqual(ids.map((id) => kinds[Number(id)]));
  expect([...first.labels]).toEqual(ids.map((id) => test.labels[Number(id)]));
  expect(first.samples.size).toBe(ids.length);
});
