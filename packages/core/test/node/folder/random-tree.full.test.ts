import { it } from 'vitest';
import { checkTrees } from './check-trees.ts';

it.each(Array.from({ length: 20 }, (_, i) => i + 2))(
  'of 500 random folders, seed %i, no image is taken as a mask, and no mask as an image',
  async (seed) => {
    await checkTrees(500, seed);
  },
);
