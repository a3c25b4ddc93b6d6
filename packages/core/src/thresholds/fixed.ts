import type { Threshold } from '../contract/threshold.ts';
import { OneClassError } from '../error.ts';

const RULE = 'fixed';

/**
 * A threshold someone chose; nothing is promised of it.
 * @throws OneClassError `invalid-argument` when it is not a finite number
 */
export function fixedThreshold(value: number): Threshold {
  if (!Number.isFinite(value)) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid threshold: expected a finite number. Received: ${String(value)}.`,
      {
        argument: 'value',
        expected: 'a finite number',
        received: value,
      },
    );
  }
  return { value, rule: RULE, promise: '' };
}

/** Whether someone chose it: it was found on no images. */
export const isFixed = ({ rule }: Threshold): boolean => rule === RULE;
