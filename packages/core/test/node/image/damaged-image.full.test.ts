import { expect, it } from 'vitest';
import { readMutations } from './mutate-image.ts';

it('each of 12,000 damaged image files is read to its declared shape or refused with a typed error', async () => {
  const before = process.memoryUsage().rss;
  const { decoded, refused } = await readMutations(12_000, 500);
  expect(decoded).toBeGreaterThan(1000);
  expect(refused).toBeGreaterThan(3000);
  expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
});
