import type { Rng } from '../../rng.ts';
import { drawLine, type Point } from './pen.ts';
import { between, type Texture } from './texture.ts';

/** A picture being drawn. */
export interface Canvas {
  readonly size: number;
  readonly channels: 1 | 3;
  /** `[size, size, channels]`, about 0 to 1. */
  readonly values: Float32Array;
}

/** How much of each pixel the defect covers, `[size, size]`, 0 where there is none. */
type Coverage = Float32Array;

/**
 * Draws a defect over the canvas. Changes the canvas where the returned coverage is above 0, and
 * nowhere else.
 */
type Draw = (canvas: Canvas, texture: Texture, rng: Rng) => Coverage;

const DEFECTS: Readonly<Record<string, Draw>> = {
  scratch,
  hole,
  smear,
  contamination,
  'missing-thread': missingThread,
};

/** The kinds of defect that a texture may have. */
export const defectsOf = (texture: Texture): readonly string[] =>
  Object.keys(DEFECTS).filter((name) =>
    name === 'missing-thread' ? texture.withoutThread : name !== 'smear' || !texture.withoutThread,
  );

/** @returns the mask of what was changed, `[size, size]`, 0 or 1 */
export function drawDefect(
  kind: string,
  canvas: Canvas,
  { texture, rng }: { texture: Texture; rng: Rng },
): Uint8Array {
  const draw = DEFECTS[kind] as Draw;
  return Uint8Array.from(draw(canvas, texture, rng), (covered) => Number(covered > 0));
}

/** What is covered by less can't be seen, and counts as not covered. */
const LEAST = 0.15;
const visible = (coverage: Coverage): Coverage =>
  coverage.map((covered) => (covered < LEAST ? 0 : Math.min(1, covered)));

/** Replaces each covered value by a mixture with `target`. */
function blend(
  { channels, values }: Canvas,
  coverage: Coverage,
  target: (pixel: number, channel: number) => number,
): void {
  coverage.forEach((covered, pixel) => {
    if (covered === 0) return;
    for (let c = 0; c < channels; c++) {
      const place = pixel * channels + c;
      values[place] = (1 - covered) * (values[place] as number) + covered * target(pixel, c);
    }
  });
}

const inside = (rng: Rng, size: number, margin: number): Point => [
  between(rng, margin, 1 - margin) * size,
  between(rng, margin, 1 - margin) * size,
];

function curvedLine(
  rng: Rng,
  size: number,
  { length, angle }: { length: number; angle: number },
): Point[] {
  const [x, y] = inside(rng, size, 0.25);
  const bend = between(rng, -0.9, 0.9);
  const line: Point[] = [];
  for (let i = -8; i <= 8; i++) {
    const along = (i / 16) * length;
    const direction = angle + (bend * i) / 16;
    line.push([x + along * Math.cos(direction), y + along * Math.sin(direction)]);
  }
  return line;
}

/** A blot around a point, its rim wavy; soft over about a pixel. */
function blot(
  size: number,
  [x, y]: Point,
  { radius, rng }: { radius: number; rng: Rng },
): Coverage {
  const waves = [2, 3, 5].map(
    (k) => [k, between(rng, 0, 0.5 / k), between(rng, 0, 2 * Math.PI)] as const,
  );
  const coverage = new Float32Array(size * size);
  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      const [dx, dy] = [px + 0.5 - x, py + 0.5 - y];
      const angle = Math.atan2(dy, dx);
      const rim =
        waves.reduce((sum, [k, height, phase]) => sum + height * Math.cos(k * angle + phase), 1) *
        radius;
      coverage[py * size + px] = Math.min(1, Math.max(0, rim - Math.sqrt(dx * dx + dy * dy) + 0.5));
    }
  }
  return visible(coverage);
}

/** A groove: one flank in the light, the other in the shadow. */
function scratch(canvas: Canvas, _: Texture, rng: Rng): Coverage {
  const { size, channels, values } = canvas;
  const radius = (size / 64) * between(rng, 0.5, 0.9);
  const angle = between(rng, 0, 2 * Math.PI);
  const line = curvedLine(rng, size, { length: size * between(rng, 0.3, 0.6), angle });
  const flank = (side: number): Float32Array => {
    const ink = new Float32Array(size * size);
    const [dx, dy] = [-side * radius * Math.sin(angle), side * radius * Math.cos(angle)];
    drawLine(
      { size, ink },
      line.map(([x, y]): Point => [x + dx, y + dy]),
      radius,
    );
    return ink;
  };
  const [lit, dark] = [flank(-1), flank(1)];
  const depth = between(rng, 0.2, 0.32);
  const coverage = visible(lit.map((ink, i) => Math.max(ink, dark[i] as number)));
  const tones = values.slice();
  blend(canvas, coverage, (pixel, c) => {
    const slope = (lit[pixel] as number) - (dark[pixel] as number);
    return (tones[pixel * channels + c] as number) + depth * slope;
  });
  return coverage;
}

/** A pit with a torn rim: dark inside, light where the edge stands up. */
function hole(canvas: Canvas, _: Texture, rng: Rng): Coverage {
  const { size } = canvas;
  const radius = size * between(rng, 0.035, 0.075);
  const centre = inside(rng, size, 0.15);
  const shape = { radius: radius * 1.45, rng: rng.derive('rim') };
  const rim = blot(size, centre, shape);
  const pit = blot(size, centre, { radius, rng: rng.derive('rim') });
  const [depth, light] = [between(rng, 0.16, 0.26), between(rng, 0.66, 0.8)];
  blend(
    canvas,
    rim.map((covered) => 0.6 * covered),
    () => light,
  );
  blend(canvas, pit, () => depth);
  return rim;
}

/** A worn or smeared place: its tone stays, its structure is gone. */
function smear(canvas: Canvas, _: Texture, rng: Rng): Coverage {
  const { size, channels, values } = canvas;
  const coverage = new Float32Array(size * size);
  const line = curvedLine(rng, size, {
    length: size * between(rng, 0.15, 0.35),
    angle: between(rng, 0, Math.PI),
  });
  drawLine({ size, ink: coverage }, line, size * between(rng, 0.05, 0.09));
  const reach = Math.max(2, Math.round(size / 16));
  const sharp = values.slice();
  blend(canvas, coverage, (pixel, c) => {
    const [x, y] = [pixel % size, Math.floor(pixel / size)];
    let [sum, count] = [0, 0];
    for (let py = Math.max(0, y - reach); py <= Math.min(size - 1, y + reach); py++) {
      for (let px = Math.max(0, x - reach); px <= Math.min(size - 1, x + reach); px++) {
        sum += sharp[(py * size + px) * channels + c] as number;
        count++;
      }
    }
    return sum / count;
  });
  return coverage;
}

/** A few crumbs of something else, near each other and of one tone. */
function contamination(canvas: Canvas, _: Texture, rng: Rng): Coverage {
  const { size } = canvas;
  const [x, y] = inside(rng, size, 0.2);
  const tone = rng.uniform() < 0.5 ? between(rng, 0.2, 0.3) : between(rng, 0.78, 0.9);
  const tint = [1, between(rng, 0.85, 1), between(rng, 0.6, 1)];
  const all = new Float32Array(size * size);
  for (let count = 2 + rng.integer(4); count > 0; count--) {
    const near: Point = [x + 0.07 * size * rng.normal(), y + 0.07 * size * rng.normal()];
    const crumb = blot(size, near, { radius: size * between(rng, 0.018, 0.04), rng });
    crumb.forEach((covered, i) => (all[i] = Math.max(all[i] as number, covered)));
  }
  blend(canvas, all, (_pixel, c) => tone * (tint[c] as number));
  return all;
}

/** A thread that is not there for a stretch: what lies under it shows. */
function missingThread(canvas: Canvas, texture: Texture, rng: Rng): Coverage {
  const { size } = canvas;
  const [x, y] = inside(rng, size, 0.2);
  const unit = 64 / size;
  const bare = texture.withoutThread?.(x * unit, y * unit);
  const coverage = new Float32Array(size * size);
  if (!bare) return coverage;
  const reach = size * between(rng, 0.15, 0.4);
  const at = (pixel: number): [number, number] => [
    ((pixel % size) + 0.5) * unit,
    (Math.floor(pixel / size) + 0.5) * unit,
  ];
  coverage.forEach((_covered, pixel) => {
    const row = Math.floor(pixel / size) + 0.5;
    if (Math.abs(row - y) < reach && bare.has(...at(pixel))) coverage[pixel] = 1;
  });
  const colours = new Map<number, readonly number[]>();
  blend(canvas, coverage, (pixel, c) => {
    const colour = colours.get(pixel) ?? bare.colour(...at(pixel));
    colours.set(pixel, colour);
    return colour[c] as number;
  });
  return coverage;
}
