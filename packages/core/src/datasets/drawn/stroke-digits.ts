import { createRng, type Rng } from '../../rng.ts';
import { checkCount } from '../check-count.ts';
import { classifiedImages, type ClassifiedImages } from '../classified-images.ts';
import { imageSet } from '../image-set.ts';
import { DIGIT_STROKES, type Stroke } from './digit-strokes.ts';
import { drawLine, type Point } from './pen.ts';

export interface StrokeDigitsOptions {
  /** Images of each of the ten digits. */
  readonly perDigit: number;
  readonly seed: number;
  /** Height and width in pixels, 28 when absent. */
  readonly size?: number | undefined;
}

const STEPS_PER_CURVE = 6;
/** Of the digit's longer side in the image; MNIST's is 20 of 28 pixels. */
const EXTENT = 20 / 28;

const between = (rng: Rng, low: number, high: number): number => low + (high - low) * rng.uniform();

/**
 * Digits drawn by code, for examples and tests that need no download: grey, white on black as
 * MNIST. Every image has its own slant, proportions, wobble, pen and ink.
 *
 * @returns digits in turn, 0 to 9, `perDigit` times; more of them with the same seed begin with
 *   the same images
 * @throws OneClassError `invalid-argument`
 */
export function strokeDigits({ perDigit, seed, size = 28 }: StrokeDigitsOptions): ClassifiedImages {
  checkCount('perDigit', perDigit, 1);
  checkCount('size', size, 8);
  const rng = createRng(seed).derive('stroke-digits');
  const count = perDigit * DIGIT_STROKES.length;
  const data = new Uint8Array(count * size * size);
  for (let i = 0; i < count; i++)
    data.set(drawDigit(i % DIGIT_STROKES.length, size, rng), i * size * size);
  return classifiedImages({
    samples: imageSet({ data, sampleShape: [size, size, 1] }),
    classes: Uint8Array.from({ length: count }, (_, i) => i % DIGIT_STROKES.length),
    names: DIGIT_STROKES.map((_, digit) => String(digit)),
  });
}

function drawDigit(digit: number, size: number, rng: Rng): Uint8Array {
  const ways = DIGIT_STROKES[digit] as readonly (readonly Stroke[])[];
  const strokes = ways[rng.integer(ways.length)] as readonly Stroke[];
  const lines = place(
    strokes.map((stroke) => curve(wobble(stroke, rng))),
    size,
    rng,
  );
  const sheet = { size, ink: new Float32Array(size * size) };
  const radius = (size / 28) * between(rng, 0.75, 1.55);
  for (const line of lines) drawLine(sheet, line, radius);
  const brightness = between(rng, 200, 255);
  return Uint8Array.from(sheet.ink, (covered) => Math.round(brightness * covered));
}

function wobble(stroke: Stroke, rng: Rng): Stroke {
  return stroke.map(([x, y, corner]) => {
    const moved = [x + 0.028 * rng.normal(), y + 0.022 * rng.normal()] as const;
    return corner ? [...moved, corner] : moved;
  });
}

/** A Catmull-Rom spline through the points, in pieces that meet at the corners. */
function curve(stroke: Stroke): Point[] {
  const line: Point[] = [];
  let first = 0;
  stroke.forEach(([, , corner], i) => {
    if (i === 0 || !(corner || i === stroke.length - 1)) return;
    line.push(...spline(stroke.slice(first, i + 1)));
    first = i;
  });
  return line;
}

function spline(points: Stroke): Point[] {
  const at = (i: number): Point =>
    points[Math.min(Math.max(i, 0), points.length - 1)] as unknown as Point;
  const line: Point[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 0; step <= STEPS_PER_CURVE; step++) {
      const t = step / STEPS_PER_CURVE;
      const blend = (axis: 0 | 1): number =>
        0.5 *
        (2 * b[axis] +
          (c[axis] - a[axis]) * t +
          (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t ** 2 +
          (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t ** 3);
      line.push([blend(0), blend(1)]);
    }
  }
  return line;
}

/**
 * Slants, turns and stretches the digit, then puts it near the middle of the image at about MNIST's
 * size.
 */
function place(lines: readonly (readonly Point[])[], size: number, rng: Rng): Point[][] {
  const angle = 0.1 * rng.normal();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const shear = 0.12 + 0.16 * rng.normal();
  const stretch = between(rng, 0.72, 1.12);
  const turned = lines.map((line) =>
    line.map(([x, y]): Point => {
      const [u, v] = [stretch * (x - 0.5) - shear * (y - 0.5), y - 0.5];
      return [cos * u - sin * v, sin * u + cos * v];
    }),
  );
  const all = turned.flat();
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const [left, right, top, bottom] = [
    Math.min(...xs),
    Math.max(...xs),
    Math.min(...ys),
    Math.max(...ys),
  ];
  const scale = (between(rng, 0.82, 0.98) * EXTENT * size) / Math.max(right - left, bottom - top);
  const [dx, dy] = [between(rng, -0.04, 0.04) * size, between(rng, -0.04, 0.04) * size];
  const centre = size / 2;
  return turned.map((line) =>
    line.map(([x, y]): Point => [
      centre + dx + scale * (x - (left + right) / 2),
      centre + dy + scale * (y - (top + bottom) / 2),
    ]),
  );
}
