/** `[x, y]` in pixels, pixel (0, 0) having its centre at (0.5, 0.5). */
export type Point = readonly [x: number, y: number];

export interface Sheet {
  readonly size: number;
  /** `[size, size]`, from 0 where there is none to 1. */
  readonly ink: Float32Array;
}

/**
 * Draws a polyline with a round pen, over what is there; anti-aliased by each pixel's distance to
 * it.
 */
export function drawLine(sheet: Sheet, line: readonly Point[], radius: number): void {
  for (let i = 0; i + 1 < line.length; i++)
    drawSegment(sheet, [line[i] as Point, line[i + 1] as Point], radius);
}

function drawSegment(
  { size, ink }: Sheet,
  [[ax, ay], [bx, by]]: readonly [Point, Point],
  radius: number,
): void {
  const reach = radius + 0.5;
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy;
  const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
  const right = Math.min(size - 1, Math.ceil(Math.max(ax, bx) + reach));
  const top = Math.max(0, Math.floor(Math.min(ay, by) - reach));
  const bottom = Math.min(size - 1, Math.ceil(Math.max(ay, by) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
      const distance = Math.sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2);
      const covered = Math.min(1, reach - distance);
      const place = y * size + x;
      if (covered > (ink[place] as number)) ink[place] = covered;
    }
  }
}
