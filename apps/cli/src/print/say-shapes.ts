import type { InputSpec } from '@oneclass/core';
import type { TypicalShape } from '@oneclass/core/node';
import { formatCount } from '@oneclass/report';
import { say } from '@oneclass/terminal';

interface Given {
  readonly size?: string | undefined;
  readonly channels?: string | undefined;
}

/** Where images differ and the user gave no flag for it: what was chosen, and how to choose. */
export function sayShapes(shapes: TypicalShape, input: InputSpec, given: Given): void {
  const { grey, colour, shape, ofSize, smallest, largest } = shapes;
  const all = grey + colour;
  if (given.channels === undefined && grey > 0 && colour > 0) {
    const [as, other] =
      input.channels === 1
        ? ['grey', '--channels 3 for colour']
        : ['colour', '--channels 1 for grey'];
    say(
      `${formatCount(grey)} of ${formatCount(all)} images are grey, ${formatCount(colour)} ` +
        `colour: read as ${as}; ${other}`,
    );
  }
  if (given.size === undefined && ofSize < all) {
    say(
      `Sizes differ, from ${pixels(smallest)} to ${pixels(largest)} pixels, ` +
        `${formatCount(ofSize)} of ${formatCount(all)} images have ` +
        `${pixels([shape[0], shape[1]])}: read as ${pixels([input.height, input.width])}; ` +
        '--size for another',
    );
  }
}

const pixels = ([height, width]: readonly [number, number]): string =>
  `${String(width)} × ${String(height)}`;
