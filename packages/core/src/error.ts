import { printable } from './printable.ts';

/** What went wrong, for programs; the message says it to people. */
export type ErrorCode =
  | 'invalid-argument'
  | 'invalid-config'
  | 'invalid-shape'
  | 'invalid-data'
  | 'invalid-artifact'
  | 'unknown-name'
  | 'not-found'
  | 'missing-package'
  | 'unsupported'
  | 'download-failed'
  | 'not-written'
  | 'diverged'
  | 'collapsed';

export interface ErrorDetail {
  /** The argument, config key, file or flag at fault. */
  readonly argument?: string | undefined;
  readonly expected?: string | undefined;
  readonly received?: unknown;
  readonly cause?: unknown;
}

/** Characters of a message: longer than any but those that quote what never ends. */
const LONGEST = 4000;

// Two copies of core may be installed in one process; a registered symbol is the same for both.
const MARK = Symbol.for('oneclass.error');

/**
 * Every error that oneclass raises on purpose. The message says what happened, what was expected
 * and how to fix it, in one line: what it quotes of files is made {@link printable}.
 */
export class OneClassError extends Error {
  override readonly name = 'OneClassError';
  readonly code: ErrorCode;
  readonly argument: string | undefined;
  readonly expected: string | undefined;
  readonly received: unknown;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(
      printable(message, LONGEST),
      detail.cause === undefined ? undefined : { cause: detail.cause },
    );
    this.code = code;
    this.argument = detail.argument;
    this.expected = detail.expected;
    this.received = detail.received;
    Object.defineProperty(this, MARK, { value: true });
  }
}

/** True for an error of any installed copy of oneclass, unlike `instanceof`. */
export function isOneClassError(error: unknown): error is OneClassError {
  return typeof error === 'object' && error !== null && MARK in error;
}
