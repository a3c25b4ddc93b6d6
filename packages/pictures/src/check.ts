import { OneClassError } from '@oneclass/core';

/** @throws OneClassError `invalid-data` when a value is NaN or infinite, naming the first */
export function requireFinite(values: ArrayLike<number>, name: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new OneClassError(
      'invalid-data',
      `Invalid ${name}: expected finite numbers. Received ${values[i]} at position ${i}.`,
      {
        argument: name,
        expected: 'finite numbers',
        received: values[i],
      },
    );
  }
}

/** @throws OneClassError `invalid-data` when there is nothing to draw */
export function requireSome(values: ArrayLike<unknown>, name: string): void {
  if (values.length > 0) return;
  throw new OneClassError('invalid-data', `Nothing to draw: ${name} is empty. Give at least one.`, {
    argument: name,
    expected: 'at least one',
    received: 0,
  });
}
