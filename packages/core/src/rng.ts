import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { OneClassError } from './error.ts';

/**
 * A seeded source of random numbers. `derive(label)` gives an independent stream, so that a draw
 * added in one place (a layer's weights) never shifts the draws of another (the order of the
 * batches).
 */
export interface Rng {
  derive(label: string): Rng;
  /** A float in [0, 1) with 32 random bits. */
  uniform(): number;
  /** A draw from N(0, 1). */
  normal(): number;
  /** An integer in [0, bound). */
  integer(bound: number): number;
  /** The integers 0 … n − 1 in random order. */
  permutation(n: number): Uint32Array;
  /** A non-zero 31-bit seed for code that takes one (TensorFlow.js treats 0 as unseeded). */
  seed(): number;
}

/** FNV-1a, then murmur3's finaliser: nearby seeds and labels give unrelated states. */
function mix(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/**
 * @param seed a safe integer ≥ 0; 0 is a seed like any other
 * @throws OneClassError `invalid-argument` for anything else
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid seed: expected an integer of 0 or more. Received: ${String(seed)}.`,
      {
        argument: 'seed',
        expected: 'an integer ≥ 0',
        received: seed,
      },
    );
  }
  return streamOf(String(seed));
}

function streamOf(path: string): Rng {
  const generator = xoroshiro128plus(mix(path));
  let spare: number | undefined;
  const rng: Rng = {
    derive: (label) => streamOf(`${path}/${label}`),
    uniform: () => (generator.next() >>> 0) / 2 ** 32,
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // Box-Muller; 1 − u is never 0.
      const radius = Math.sqrt(-2 * Math.log(1 - rng.uniform()));
      const angle = 2 * Math.PI * rng.uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    integer: (bound) => Math.floor(rng.uniform() * bound),
    permutation(n) {
      const order = Uint32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = rng.integer(i + 1);
        const kept = order[i] as number;
        order[i] = order[j] as number;
        order[j] = kept;
      }
      return order;
    },
    seed: () => ((generator.next() >>> 1) % 0x7ffffffe) + 1,
  };
  return rng;
}
