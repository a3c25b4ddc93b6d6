import { isOneClassError, OneClassError, type ErrorCode, type ProgressEvent } from '@oneclass/core';
import type { BackendName } from '@oneclass/runtime';
import type { Size } from '../table/table.ts';
import type { CellPlace } from '../cell/place.ts';

/** What a worker is told: all that leads it to the one cell. */
export interface Order {
  /** Its name, or its file. */
  readonly table: string;
  readonly size: Size;
  readonly seeds: readonly number[];
  readonly cell: string;
  readonly backend: BackendName;
  readonly folders: readonly string[];
  /** `--weights` */
  readonly weights?: string | undefined;
  /** As in `CellRun`. */
  readonly fitted?: readonly CellPlace[] | undefined;
  /** As in `CellPlace`. */
  readonly path: string;
}

/** What a worker says. The result is in its file when it says that it is done. */
export type Report =
  | { readonly type: 'progress'; readonly event: ProgressEvent }
  | { readonly type: 'say'; readonly line: string }
  | { readonly type: 'error'; readonly error: SentError }
  | { readonly type: 'done' };

/** Asks a worker to save its checkpoint and to end. */
export const STOP = 'stop';

interface SentError {
  /** Of a OneClassError. */
  readonly code?: ErrorCode | undefined;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly argument?: string | undefined;
  readonly expected?: string | undefined;
}

export function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  return isOneClassError(error)
    ? { message, stack, code: error.code, argument: error.argument, expected: error.expected }
    : { message, stack };
}

/** The same error as without a worker. */
export function receivedError({ code, message, stack, argument, expected }: SentError): Error {
  const detail = {
    ...(argument !== undefined && { argument }),
    ...(expected !== undefined && { expected }),
  };
  const error = code === undefined ? new Error(message) : new OneClassError(code, message, detail);
  if (stack !== undefined) error.stack = stack;
  return error;
}
