import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { labeledFolder, listImages, normalFolder } from '@oneclass/core/node';
import { temporaryFolder } from '../temporary-folder.ts';
import { putFiles } from './put-files.ts';
import { randomTree, type RandomTree, type TreeImage } from './random-tree.ts';

/** Of random folders: every image is taken as what it is, and every mask is that of its image. */
export async function checkTrees(numRuns: number, seed: number): Promise<void> {
  const dir = join(await temporaryFolder(), 'tree');
  await fc.assert(
    fc.asyncProperty(randomTree, async (tree) => {
      await rm(dir, { recursive: true, force: true });
      await putFiles(dir, tree.files);
      await checkTree(dir, tree);
    }),
    { numRuns, seed },
  );
}

async function checkTree(dir: string, { images, otherMasks }: RandomTree): Promise<void> {
  const within = (paths: readonly string[]): string[] =>
    paths.map((path) => relative(dir, path)).sort();
  const pathsOf = (some: readonly TreeImage[]): string[] => some.map(({ path }) => path).sort();

  const all = await listImages(dir);
  expect(within(all.paths)).toEqual(pathsOf(images));
  const masks = images.flatMap((image) => image.masks);
  expect(all.leftOut.mask ?? 0).toBe(masks.length + otherMasks.length);

  const hasTrain = images.some(({ part }) => part === 'train');
  const normal = images.filter(
    ({ anomalous, part }) => !anomalous && (part === 'train') === hasTrain,
  );
  expect(within((await normalFolder(dir)).paths)).toEqual(pathsOf(normal));

  const test = images.filter(({ part }) => part === 'test');
  const labeled = await labeledFolder(dir);
  expect(within(labeled.paths)).toEqual(pathsOf(test));
  const found = labeled.paths.map((path, i) => [
    relative(dir, path),
    labeled.labels[i] === 1,
    labeled.labels[i] === 1 ? within(labeled.masks?.[i] ?? []) : [],
  ]);
  const expected = new Map(test.map((image) => [image.path, image]));
  for (const [path, anomalous, own] of found) {
    const image = expected.get(path as string);
    expect({ path, anomalous, own }).toEqual({
      path,
      anomalous: image?.anomalous,
      own: [...(image?.masks ?? [])].sort(),
    });
  }
}
