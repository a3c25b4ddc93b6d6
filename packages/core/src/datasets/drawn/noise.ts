/** A fixed random number in [0, 1) for each whole position. */
export type Lattice = (i: number, j: number) => number;

/** Steps of murmur3's finaliser between the coordinates. */
export function lattice(seed: number): Lattice {
  return (i, j) => {
    let hash = Math.imul(i ^ seed, 0x85ebca6b);
    hash = Math.imul((hash ^ (hash >>> 15)) + j, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
}

const ease = (t: number): number => t * t * (3 - 2 * t);

/** Value noise: smooth between the lattice's numbers, in [0, 1). */
export function valueNoise(at: Lattice, x: number, y: number): number {
  const [i, j] = [Math.floor(x), Math.floor(y)];
  const [s, t] = [ease(x - i), ease(y - j)];
  const top = at(i, j) + s * (at(i + 1, j) - at(i, j));
  const bottom = at(i, j + 1) + s * (at(i + 1, j + 1) - at(i, j + 1));
  return top + t * (bottom - top);
}
