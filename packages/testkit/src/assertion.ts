import { isOneClassError, type ErrorCode } from '@oneclass/core';

/**
 * A method does not keep the contract. The message says what happened, what was expected and how to
 * mend it.
 */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
}

/** @throws ConformanceError unless `condition` holds */
export function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ConformanceError(message);
}

/** An error in a sentence. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `what is no Error: ${String(error)}`;
  const code = isOneClassError(error) ? ` (${error.code})` : '';
  return `${error.name}${code}: ${error.message}`;
}

interface Disposable {
  dispose(): void;
}

const isDisposable = (value: unknown): value is Disposable =>
  typeof value === 'object' &&
  value !== null &&
  'dispose' in value &&
  typeof value.dispose === 'function';

type Outcome = { readonly error: unknown } | { readonly value: unknown };

/** How an action ended; a detector that it gave is disposed of. */
export async function outcomeOf(action: () => unknown): Promise<Outcome> {
  try {
    const value = await action();
    if (isDisposable(value)) value.dispose();
    return { value };
  } catch (error) {
    return { error };
  }
}

/** What the action rejected with. @throws ConformanceError when it did not */
export async function rejectionOf(what: string, action: () => unknown): Promise<unknown> {
  const outcome = await outcomeOf(action);
  expectThat('error' in outcome, `${what} went through; expected it to be refused.`);
  return outcome.error;
}

const LEAST_MESSAGE = 30;

/**
 * @throws ConformanceError unless the action rejects with a OneClassError of one of `codes` that
 *   explains itself
 */
export async function expectRefusal(
  what: string,
  codes: readonly ErrorCode[],
  action: () => unknown,
): Promise<void> {
  const error = await rejectionOf(what, action);
  const list = codes.join(', ');
  expectThat(
    isOneClassError(error) && error instanceof Error,
    `${what} was refused with ${describeError(error)}; expected a OneClassError of ` +
      `@oneclass/core with the code ${list}.`,
  );
  const { code, message } = error as Error & { readonly code: ErrorCode };
  expectThat(
    codes.includes(code),
    `${what} was refused with the code ${code}; expected ${list}. The message was: ${message}`,
  );
  expectThat(
    message.length >= LEAST_MESSAGE && !message.includes('[object Object]'),
    `${what} was refused with the message '${message}'; expected one that says what happened, ` +
      'what was expected and how to fix it.',
  );
}

/** @throws ConformanceError unless both hold the same numbers to the bit */
export function expectSame(
  what: string,
  [received, expected]: readonly [ArrayLike<number>, ArrayLike<number>],
  fix: string,
): void {
  const same =
    received.length === expected.length &&
    Array.from(received).every((value, i) => Object.is(value, expected[i]));
  if (same) return;
  const at = Array.from(received).findIndex((value, i) => !Object.is(value, expected[i]));
  throw new ConformanceError(
    `${what} differ: ${String(received.length)} values against ${String(expected.length)}, ` +
      `first at ${String(at)}, ${String(received[at])} instead of ${String(expected[at])}; ` +
      `expected them equal to the bit. ${fix}`,
  );
}
