/** @file Text placed by pixel. Its width is estimated: there is no canvas to measure it. */
import { MARGIN, TEXT_SIZE, WIDTH } from './theme.ts';
import type { Layer } from './vega.ts';

/** Of sans-serif text at size 1, on average, and a little more. */
const CHARACTER_WIDTH = 0.55;

/** Pixels from the plot's upper left corner. */
export const PIXEL_X = { field: 'x', type: 'quantitative', scale: null, axis: null } as const;
export const PIXEL_Y = { field: 'y', type: 'quantitative', scale: null, axis: null } as const;

export interface PlacedText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface TextStyle {
  readonly color: string;
  readonly fontSize?: number;
  readonly fontWeight?: 600;
  readonly align?: 'left' | 'center';
  readonly baseline?: 'top' | 'middle';
  readonly angle?: number;
}

export function textLayer(values: PlacedText[], style: TextStyle): Layer {
  return {
    data: { values },
    mark: { type: 'text', align: 'left', baseline: 'top', fontSize: TEXT_SIZE, ...style },
    encoding: { x: PIXEL_X, y: PIXEL_Y, text: { field: 'text', type: 'nominal' } },
  };
}

export const estimateWidth = (text: string): number => text.length * CHARACTER_WIDTH * TEXT_SIZE;

const charactersPerLine = (size: number): number =>
  Math.floor((WIDTH - 2 * MARGIN) / (CHARACTER_WIDTH * size));

/** To what fits on a line beside a symbol. */
export function shorten(text: string): string {
  const characters = [...text];
  const limit = charactersPerLine(TEXT_SIZE) - 4;
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : text;
}

/** Breaks between words, and inside one only where it is longer than a line. */
export function wrapText(text: string, size: number): string[] {
  const limit = charactersPerLine(size);
  const pieces = new RegExp(`.{1,${limit}}`, 'gu');
  const lines: string[] = [];
  for (const word of text.split(/\s+/).flatMap((whole) => whole.match(pieces) ?? [])) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= limit)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
