import { expect, it } from 'vitest';
import { readMutations } from './mutate-image.ts';

it('each of 500 damaged image files is read to its declared shape or refused with a typed error', async () => {
  const { decoded, refused } = await readMutations(500, 0);
  expect(decoded).toBeGreaterThan(40);
  expect(refused).toBeGreaterThan(100);
});
