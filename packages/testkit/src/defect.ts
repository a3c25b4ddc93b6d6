import type { Images } from './images.ts';

/** Where a patch was drawn: its first row and column, and its side. */
export interface Patch {
  readonly row: number;
  readonly column: number;
  readonly side: number;
}

const BRIGHT = 0.95;

/** At a place by which a map that is transposed, mirrored or turned is told. */
export function patchFor([height, width]: readonly [number, number, ...unknown[]]): Patch {
  const side = Math.max(1, Math.round(Math.min(height, width) / 5));
  const column = Math.floor((3 * width) / 4);
  return { row: Math.floor(height / 5), column: Math.min(column, width - side), side };
}

/** The images with a bright patch in each. */
export function withPatch({ data, size, sampleShape }: Images, patch: Patch): Images {
  const [height, width, channels] = sampleShape;
  const changed = data.slice();
  for (let image = 0; image < size; image++) {
    for (let row = patch.row; row < patch.row + patch.side; row++) {
      const start = ((image * height + row) * width + patch.column) * channels;
      changed.fill(BRIGHT, start, start + patch.side * channels);
    }
  }
  return { data: changed, size, sampleShape };
}

/** How far a place is outside of a patch: rows or columns, whichever are more. */
export function distanceTo(
  { row, column, side }: Patch,
  place: { readonly row: number; readonly column: number },
): number {
  const outside = (at: number, first: number): number =>
    Math.max(first - at, at - (first + side - 1), 0);
  return Math.max(outside(place.row, row), outside(place.column, column));
}
