import { it } from 'vitest';
import { checkTrees } from './check-trees.ts';

it('of 200 random folders no image is taken as a mask, and no mask as an image', async () => {
  await checkTrees(200, 1);
});
