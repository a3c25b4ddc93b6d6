import { OneClassError, isOneClassError, type ErrorCode } from '@oneclass/core';

/** What was thrown, as text; anything can be thrown. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return 'a value without a text';
  }
}

export const wrongTable = (
  message: string,
  detail: { argument: string; code?: ErrorCode | undefined; received?: unknown; cause?: unknown },
): OneClassError => {
  const { code = 'invalid-argument', ...rest } = detail;
  return new OneClassError(code, message, rest);
};

/**
 * Runs code of a table's author. What it throws is said to be theirs; our own errors, and an
 * abort's reason, pass as they are.
 * @param what 'cells() of table "mine"'
 */
export async function runAuthored<T>(
  what: string,
  action: () => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (isOneClassError(cause) || signal?.aborted === true) throw cause;
    throw wrongTable(`${what} failed: ${messageOf(cause)}`, { argument: what, cause });
  }
}
