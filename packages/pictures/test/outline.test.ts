import type { Mask } from '@oneclass/core';
import { describe, expect, it } from 'vitest';
import { drawOutlines, segmentation, type OutlineOptions } from '../src/index.ts';

/** Rows of `#` and `.`. */
function maskOf(...rows: string[]): Mask {
  return {
    width: rows[0]?.length ?? 0,
    height: rows.length,
    data: Uint8Array.from([...rows.join('')], (cell) => Number(cell === '#')),
  };
}

const RED = [255, 0, 0] as const;

/** Where the line is drawn on a grey image of the mask's size. */
function lineOf(mask: Mask, options: Omit<OutlineOptions, 'color'> = {}): string[] {
  const image = {
    data: new Uint8Array(mask.width * mask.height).fill(100),
    shape: [1, mask.height, mask.width, 1],
  };
  const { data } = drawOutlines(image, [mask], { ...options, color: RED });
  return Array.from({ length: mask.height }, (_, y) =>
    Array.from({ length: mask.width }, (_column, x) => {
      const pixel = [
        ...data.subarray(3 * (y * mask.width + x), 3 * (y * mask.width + x) + 3),
      ].join();
      return { '255,0,0': 'o', '100,100,100': '.' }[pixel] ?? '?';
    }).join(''),
  );
}

describe('an outline', () => {
  const square = maskOf(
    '.......',
    '.#####.',
    '.#####.',
    '.#####.',
    '.#####.',
    '.#####.',
    '.......',
  );

  it('lies inside of the region, or around it', () => {
    expect(lineOf(square)).toEqual([
      '.......',
      '.ooooo.',
      '.o...o.',
      '.o...o.',
      '.o...o.',
      '.ooooo.',
      '.......',
    ]);
    expect(lineOf(square, { side: 'outside' })).toEqual([
      'ooooooo',
      'o.....o',
      'o.....o',
      'o.....o',
      'o.....o',
      'o.....o',
      'ooooooo',
    ]);
  });

  it('is as thick as it is asked to be', () => {
    expect(lineOf(square, { thickness: 2 })).toEqual([
      '.......',
      '.ooooo.',
      '.ooooo.',
      '.oo.oo.',
      '.ooooo.',
      '.ooooo.',
      '.......',
    ]);
    expect(
      lineOf(maskOf('.....', '.....', '....#', '.....', '.....'), {
        thickness: 2,
        side: 'outside',
      }),
    ).toEqual(['..ooo', '..ooo', '..oo.', '..ooo', '..ooo']);
  });

  it('is closed along the edge of the image, and around holes', () => {
    expect(lineOf(maskOf('###', '###', '###'))).toEqual(['ooo', 'o.o', 'ooo']);
    expect(lineOf(maskOf('#####', '#####', '##.##', '#####', '#####'))).toEqual([
      'ooooo',
      'ooooo',
      'oo.oo',
      'ooooo',
      'ooooo',
    ]);
  });

  it('never runs over the end of a row', () => {
    expect(lineOf(maskOf('..#', '...', '...'), { side: 'outside' })).toEqual(['.o.', '.oo', '...']);
  });

  it('is drawn on a copy, of several images each its own', () => {
    const images = { data: Float32Array.of(0, 0.5, 1, 0.5), shape: [2, 1, 2, 1] };
    const drawn = drawOutlines(images, [maskOf('.#'), undefined], { color: RED });
    expect([...drawn.data]).toEqual([0, 0, 0, 255, 0, 0, 255, 255, 255, 128, 128, 128]);
    expect(drawn.shape).toEqual([2, 1, 2, 3]);
    expect([...images.data]).toEqual([0, 0.5, 1, 0.5]);
    const colored = { data: Uint8Array.of(1, 2, 3), shape: [1, 1, 1, 3] };
    expect([...drawOutlines(colored, [undefined], { color: RED }).data]).toEqual([1, 2, 3]);
    expect(drawOutlines(colored, [maskOf('#')], { color: RED }).data).not.toBe(colored.data);
    expect([...colored.data]).toEqual([1, 2, 3]);
  });

  it('refuses masks that are not of the images', () => {
    const image = { data: new Uint8Array(4), shape: [1, 2, 2, 1] };
    expect(() => drawOutlines(image, [], { color: RED })).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining('expected 1, one an image') as string,
      }),
    );
    expect(() => drawOutlines(image, [maskOf('#')], { color: RED })).toThrow(
      expect.objectContaining({
        code: 'invalid-shape',
        message: expect.stringContaining('expected 2 × 2 pixels') as string,
      }),
    );
    expect(() =>
      drawOutlines({ data: new Uint8Array(2), shape: [1, 1, 1, 2] }, [undefined], { color: RED }),
    ).toThrow(expect.objectContaining({ code: 'invalid-shape' }));
  });
});

describe('a segmentation', () => {
  it('is what lies above the threshold, not on it', () => {
    const masks = segmentation({ data: Float32Array.of(1, 2, 3, 2.5, 0, 9), shape: [2, 1, 3] }, 2);
    expect(masks).toEqual([maskOf('..#'), maskOf('#.#')]);
    expect(() => segmentation({ data: Float32Array.of(1), shape: [1, 1, 1] }, NaN)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});
