import type { Mask } from '../contract/dataset.ts';

export interface Regions {
  /**
   * `[height · width]`: 0 where there is no defect, else the region's number, from 1 in the order
   * of the rows.
   */
  readonly labels: Uint32Array;
  /** Pixels of each region; `sizes[0]` is region 1. */
  readonly sizes: readonly number[];
}

/**
 * The 8-connected regions of a mask of 0 and 1: two passes over its rows with a union-find of
 * provisional labels.
 */
export function labelRegions({ width, height, data }: Mask): Regions {
  const labels = new Uint32Array(data.length);
  const parents = [0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (data[i] !== 1) continue;
      const left = x > 0 ? (labels[i - 1] as number) : 0;
      const up = y > 0 ? (labels[i - width] as number) : 0;
      const upLeft = y > 0 && x > 0 ? (labels[i - width - 1] as number) : 0;
      const upRight = y > 0 && x < width - 1 ? (labels[i - width + 1] as number) : 0;
      // All but the right one touch each other, so they are of one region already.
      const label = up || left || upLeft || upRight || parents.push(parents.length) - 1;
      labels[i] = label;
      if (up === 0 && upRight !== 0 && label !== upRight) join(parents, label, upRight);
    }
  }
  return renumber(labels, parents);
}

function join(parents: number[], a: number, b: number): void {
  const first = rootOf(parents, a);
  const second = rootOf(parents, b);
  parents[Math.max(first, second)] = Math.min(first, second);
}

function rootOf(parents: number[], label: number): number {
  let root = label;
  while (parents[root] !== root) {
    // Halves the path for the next one who walks it.
    parents[root] = parents[parents[root] as number] as number;
    root = parents[root] as number;
  }
  return root;
}

/**
 * A root is the lowest label of its region, so its number is known before any other label of it is
 * met.
 */
function renumber(labels: Uint32Array, parents: number[]): Regions {
  const sizes: number[] = [];
  const numbers = new Uint32Array(parents.length);
  for (let label = 1; label < parents.length; label++) {
    const root = rootOf(parents, label);
    numbers[label] = root === label ? sizes.push(0) : (numbers[root] as number);
  }
  for (let i = 0; i < labels.length; i++) {
    const number = numbers[labels[i] as number] as number;
    labels[i] = number;
    if (number > 0) (sizes[number - 1] as number)++;
  }
  return { labels, sizes };
}
