import { imageNotes } from '@oneclass/inspection';
import { expect, it } from 'vitest';

const image = (position: number, facts: object = {}) => ({
  ...{ position, name: `${String(position)}.png`, bits: 8 as const, clipped: 0, pages: 1 },
  shape: [4, 4, 1] as const,
  ...facts,
});

it('says nothing of images that are read as they are', () => {
  const notes = imageNotes({ range: undefined });
  notes.onImage(image(0));
  expect(notes.lines()).toEqual([]);
});

it('counts what was clipped, and names the image that lost most', () => {
  const notes = imageNotes({ range: { minimum: 12, maximum: 4071 } });
  for (const [i, clipped] of [0, 0.00001, 0.034, 0.2, 0.2].entries())
    notes.onImage(image(4 - i, { bits: 16, clipped }));
  expect(notes.lines()).toEqual([
    'Clipped: values of 4 of 5 images lie beyond 12 to 4071, the range of the images that the ' +
      'detector is fitted on; at most 20 % of an image (0.png)',
  ]);
});

it('tells least shares from none', () => {
  const notes = imageNotes({ range: { minimum: 0, maximum: 1 } });
  notes.onImage(image(0, { bits: 16, clipped: 0.00001 }));
  expect(notes.lines()).toEqual([expect.stringContaining('1 of 1 image lie')]);
  expect(notes.lines()).toEqual([expect.stringContaining('at most less than 0.01 %')]);
});

it('counts 16-bit images that are read without a range, and images of several pages', () => {
  const notes = imageNotes({ range: undefined });
  notes.onImage(image(0, { bits: 16 }));
  notes.onImage(image(1, { pages: 3 }));
  notes.onImage(image(2));
  expect(notes.lines()).toEqual([
    '1 of 3 images of 16 bits a value, for a detector that has no range of 16-bit values: their ' +
      'upper 8 bits are read',
    '1 of 3 images of several pages or frames: the first is read',
  ]);
});
