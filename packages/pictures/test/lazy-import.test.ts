import { expect, it, vi } from 'vitest';

const loaded = vi.hoisted(() => [] as string[]);
vi.mock('sharp', async (original) => (loaded.push('sharp'), await original()));

it('loads sharp with the first picture that is encoded, not for colours', async () => {
  const pictures = await import('../src/index.ts');
  pictures.colorMap({ data: Float32Array.of(0, 1), shape: [1, 1, 2] });
  expect(loaded).toEqual([]);
  await pictures.imageStrip({
    rows: [{ label: 'a', images: { data: Uint8Array.of(1), shape: [1, 1, 1, 1] } }],
  });
  expect(loaded).toEqual(['sharp']);
});
