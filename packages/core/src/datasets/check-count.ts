import { OneClassError } from '../error.ts';

/** @throws OneClassError `invalid-argument` unless `value` is an integer of `least` or more */
export function checkCount(argument: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid ${argument}: expected an integer of ${least} or more. Received: ${String(value)}.`,
    { argument, expected: `an integer ≥ ${least}`, received: value },
  );
}
