import type { Rng } from '../../rng.ts';
import { lattice, valueNoise, type Lattice } from './noise.ts';

/** A surface without end; `x` and `y` in pixels of an image of 64, whatever the image's size. */
export interface Texture {
  readonly channels: 1 | 3;
  /** The colour at a point, about 0 to 1. */
  colour(x: number, y: number): readonly number[];
  /** Weave only: the surface without one of its threads, chosen to pass near a point. */
  withoutThread?(
    x: number,
    y: number,
  ): { has: (x: number, y: number) => boolean; colour: Texture['colour'] };
}

export const TEXTURES = { weave, brushed, grain } satisfies Record<string, (rng: Rng) => Texture>;
export type TextureKind = keyof typeof TEXTURES;

export const between = (rng: Rng, low: number, high: number): number =>
  low + (high - low) * rng.uniform();

/** Turns and shifts the plane: no two images show the same place. */
function placement(rng: Rng, tilt: number): (x: number, y: number) => readonly [number, number] {
  const angle = between(rng, -tilt, tilt);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [dx, dy] = [between(rng, 0, 1000), between(rng, 0, 1000)];
  return (x, y) => [dx + cos * x - sin * y, dy + sin * x + cos * y];
}

const WARP = [0.7, 0.6, 0.45] as const;
const WEFT = [0.5, 0.49, 0.47] as const;

/** Linen: round threads over and under each other, each with a thickness and tone of its own. */
function weave(rng: Rng): Texture {
  const place = placement(rng, 0.06);
  const pitch = between(rng, 5.2, 5.8);
  const [tone, drift, fibre] = [lattice(rng.seed()), lattice(rng.seed()), lattice(rng.seed())];
  /** In threads; they run a little crooked. */
  const threads = (x: number, y: number): readonly [number, number] => {
    const [px, py] = place(x, y);
    return [
      (px + 2.2 * valueNoise(drift, px / 16, py / 24)) / pitch,
      (py + 2.2 * valueNoise(drift, px / 24 + 500, py / 16)) / pitch,
    ];
  };
  const shade = (isWarp: boolean, u: number, v: number): readonly number[] => {
    const [across, along] = isWarp ? [u, v] : [v, u];
    const thread = Math.floor(across);
    const width = 0.84 + 0.16 * tone(thread, isWarp ? 3 : 4);
    const round = Math.max(0, 1 - ((2 * (across - thread) - 1) / width) ** 2);
    const bulge = 0.72 + 0.28 * Math.sin(Math.PI * (along - Math.floor(along)));
    const twist =
      0.9 + 0.2 * valueNoise(fibre, across * 5 + along * 3, along * 4 + (isWarp ? 0 : 700));
    const light =
      (0.88 + 0.24 * tone(thread, isWarp ? 1 : 2)) * (0.3 + 0.7 * Math.sqrt(round)) * bulge * twist;
    return (isWarp ? WARP : WEFT).map((colour) => colour * light * 1.12);
  };
  const warpOnTop = (u: number, v: number): boolean => (Math.floor(u) + Math.floor(v)) % 2 === 0;
  return {
    channels: 3,
    colour: (x, y) => {
      const [u, v] = threads(x, y);
      return shade(warpOnTop(u, v), u, v);
    },
    withoutThread: (atX, atY) => {
      const thread = Math.floor(threads(atX, atY)[0]);
      return {
        has: (x, y) => Math.floor(threads(x, y)[0]) === thread,
        // The weft lies bare there, deeper and so in the shadow.
        colour: (x, y) => {
          const [u, v] = threads(x, y);
          return shade(false, thread + 0.5 + 0.6 * (u - thread - 0.5), v).map(
            (value) => 0.65 * value,
          );
        },
      };
    },
  };
}

/** Brushed metal: streaks of many lengths, and the band of light that they reflect. */
function brushed(rng: Rng): Texture {
  const place = placement(rng, 0.05);
  const [fine, coarse, long] = [lattice(rng.seed()), lattice(rng.seed()), lattice(rng.seed())];
  const [middle, width] = [between(rng, -10, 74), between(rng, 22, 40)];
  return {
    channels: 1,
    colour: (x, y) => {
      const [px, py] = place(x, y);
      const streaks =
        0.2 * (valueNoise(fine, px / 9, py / 0.9) - 0.5) +
        0.18 * (valueNoise(coarse, px / 26, py / 1.6) - 0.5) +
        0.12 * (valueNoise(long, px / 90, py / 3) - 0.5);
      const gloss = 0.16 * Math.exp(-(((x - middle) / width) ** 2));
      return [0.48 + streaks + gloss];
    },
  };
}

/** Of feldspar, quartz and mica. */
const MINERALS = [
  [0.67, 0.59, 0.54],
  [0.6, 0.57, 0.55],
  [0.52, 0.5, 0.49],
  [0.42, 0.41, 0.42],
] as const;

/**
 * Granite: grains that meet in straight edges, each of one of four minerals, with a fine roughness
 * over all.
 */
function grain(rng: Rng): Texture {
  const place = placement(rng, Math.PI);
  const pitch = between(rng, 3, 3.4);
  const [offsetX, offsetY, mineral, tone, rough] = [0, 1, 2, 3, 4].map(() =>
    lattice(rng.seed()),
  ) as [Lattice, Lattice, Lattice, Lattice, Lattice];
  return {
    channels: 3,
    colour: (x, y) => {
      const [px, py] = place(x, y);
      const u = px / pitch;
      const v = py / pitch;
      let [nearest, second, cellI, cellJ] = [Infinity, Infinity, 0, 0];
      for (let i = Math.floor(u) - 1; i <= Math.floor(u) + 1; i++) {
        for (let j = Math.floor(v) - 1; j <= Math.floor(v) + 1; j++) {
          const distance = (i + offsetX(i, j) - u) ** 2 + (j + offsetY(i, j) - v) ** 2;
          if (distance < nearest) {
            second = nearest;
            nearest = distance;
            cellI = i;
            cellJ = j;
          } else if (distance < second) {
            second = distance;
          }
        }
      }
      const stone = MINERALS[Math.floor(4 * mineral(cellI, cellJ) ** 1.3)] as readonly number[];
      const seam = 0.9 + 0.1 * Math.min(1, 5 * (Math.sqrt(second) - Math.sqrt(nearest)));
      const light =
        (0.9 + 0.2 * tone(cellI, cellJ)) *
        (0.93 + 0.14 * valueNoise(rough, px / 1.3, py / 1.3)) *
        seam;
      return stone.map((colour) => colour * light);
    },
  };
}
