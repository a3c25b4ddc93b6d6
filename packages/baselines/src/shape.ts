import type { SampleShape } from '@oneclass/core';

/** 64×64 grey pixels, 36×36 of colour: what is fitted in seconds to minutes. */
const MOST_VALUES = 4096;

/**
 * The natural shape, or a smaller one in proportion: every pixel is a value of its own for these
 * methods.
 */
export function shrink([height, width, channels]: SampleShape): SampleShape {
  const factor = Math.min(1, Math.sqrt(MOST_VALUES / (height * width * channels)));
  const whole = (side: number): number => Math.max(1, Math.floor(side * factor));
  return [whole(height), whole(width), channels];
}
