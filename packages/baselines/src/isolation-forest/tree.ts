import type { Rng } from '@oneclass/core';
import type { Rows } from '../features/rows.ts';
import { averagePathLength } from './objective.ts';

/** Nodes of all trees, each before its left branch, and that before its right one. */
export interface Forest {
  /** Position of each tree's root. */
  readonly roots: Float32Array;
  /** The feature that a node splits by; −1 for a leaf. */
  readonly features: Float32Array;
  /** Of a split its threshold: up to it is left. Of a leaf the length of the path to it. */
  readonly values: Float32Array;
  /** Position of a split's right branch; its left one is the next node. 0 for a leaf. */
  readonly rights: Float32Array;
}

export interface GrowingForest {
  readonly roots: number[];
  readonly features: number[];
  readonly values: number[];
  readonly rights: number[];
}

/**
 * Grows one tree (Liu, Ting and Zhou 2008, algorithm 2): random splits of random features, until an
 * image is alone or the tree as deep as the average one. As in scikit-learn, a feature is drawn
 * among those that differ in the node.
 * @param positions rows to grow it on; they are reordered
 */
export function growTree(
  forest: GrowingForest,
  rows: Rows,
  { positions, rng }: { positions: Uint32Array; rng: Rng },
): void {
  const deepest = Math.ceil(Math.log2(positions.length));
  const order = Uint32Array.from({ length: rows.size }, (_, i) => i);

  function grow(start: number, end: number, depth: number): void {
    const node = forest.features.length;
    const split =
      depth < deepest && end - start > 1
        ? drawSplit(rows, { positions: positions.subarray(start, end), order, rng })
        : undefined;
    forest.features.push(split?.feature ?? -1);
    forest.values.push(split?.threshold ?? depth + averagePathLength(end - start));
    forest.rights.push(0);
    if (!split) return;
    const middle = start + partition(rows, positions.subarray(start, end), split);
    grow(start, middle, depth + 1);
    forest.rights[node] = forest.features.length;
    grow(middle, end, depth + 1);
  }

  forest.roots.push(forest.features.length);
  grow(0, positions.length, 0);
}

interface Split {
  readonly feature: number;
  readonly threshold: number;
}

/** Undefined when the rows are all alike. `order` holds every feature once, and is reordered. */
function drawSplit(
  { data, size }: Rows,
  { positions, order, rng }: { positions: Uint32Array; order: Uint32Array; rng: Rng },
): Split | undefined {
  for (let tried = 0; tried < size; tried++) {
    const drawn = tried + rng.integer(size - tried);
    const feature = order[drawn] as number;
    order[drawn] = order[tried] as number;
    order[tried] = feature;
    let [least, greatest] = [Infinity, -Infinity];
    for (const position of positions) {
      const value = data[position * size + feature] as number;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    if (least === greatest) continue;
    const threshold = Math.fround(least + rng.uniform() * (greatest - least));
    return { feature, threshold: threshold < greatest ? threshold : least };
  }
  return undefined;
}

/** Those up to the threshold come first; gives their number. */
function partition(
  { data, size }: Rows,
  positions: Uint32Array,
  { feature, threshold }: Split,
): number {
  let left = 0;
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i] as number;
    if ((data[position * size + feature] as number) > threshold) continue;
    positions[i] = positions[left] as number;
    positions[left] = position;
    left += 1;
  }
  return left;
}

/** Mean over the trees of the length of this row's path. */
export function meanPathLength(
  { roots, features, values, rights }: Forest,
  row: Float32Array,
): number {
  let sum = 0;
  for (const root of roots) {
    let node = root;
    for (let feature = features[node] as number; feature >= 0; feature = features[node] as number) {
      node =
        (row[feature] as number) <= (values[node] as number) ? node + 1 : (rights[node] as number);
    }
    sum += values[node] as number;
  }
  return sum / roots.length;
}
