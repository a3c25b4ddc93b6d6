/** @file A cell's JSON file, read; `write-result.ts` writes it. */
import { readFile } from 'node:fs/promises';
import { isOneClassError, OneClassError } from '@oneclass/core';
import type { CellKeys } from './key.ts';
import { unpackLosses } from './packed-losses.ts';
import {
  DIED,
  FIT_FAILURES,
  FORMAT,
  VERSIONED_FORMAT,
  isFailure,
  type CellFailure,
  type CellResult,
  type EpochLosses,
  type ScoredSet,
} from './result.ts';
import { unpackSet, type PackedSet } from './scored-set.ts';

/**
 * The result in `path` if it is of this very cell, else undefined, and so for one that died.
 * @throws OneClassError `invalid-data` for a file that is no result
 */
export async function readResult(
  path: string,
  keys: Keys,
): Promise<CellResult | CellFailure | undefined> {
  const result = await readFinished(path);
  return result && isOf(result, keys) ? result : undefined;
}

type Keys = Pick<CellKeys, 'key' | 'legacy'>;

/** Whether a result is of the cell with these keys. */
export const isOf = ({ format, key }: CellResult | CellFailure, keys: Keys): boolean =>
  key === keys.key || (format < VERSIONED_FORMAT && key === keys.legacy);

/**
 * The result in `path`, whichever cell it is of; undefined where there is none, or one that died.
 * @throws OneClassError `invalid-data` for a file that is no result
 */
export async function readFinished(path: string): Promise<CellResult | CellFailure | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw notAResult(path, cause);
  }
  const result = parseResult(text, path);
  return isFailure(result) && result.error.code === DIED ? undefined : result;
}

/**
 * What a file says.
 * @throws OneClassError `invalid-data` for a text that is no result, or of a later version
 */
export function parseResult(text: string, path: string): CellResult | CellFailure {
  try {
    return unpackResult(JSON.parse(text));
  } catch (cause) {
    throw notAResult(path, cause);
  }
}

const FORMATS = Array.from({ length: FORMAT }, (_, i) => i + 1);

/** What is asked of a file before it is taken for one. */
interface ReadFile {
  readonly format?: unknown;
  readonly key?: unknown;
  readonly error?: Partial<CellFailure['error']>;
  readonly losses: never;
  readonly validation: PackedSet | ScoredSet | null;
  readonly test: PackedSet | ScoredSet;
}

/** @throws whatever a value of another shape leads to */
function unpackResult(value: unknown): CellResult | CellFailure {
  const { format, key, error, losses, validation, test } = value as ReadFile;
  if (typeof key !== 'string') throw wrongFile('It has no key.');
  if (typeof format !== 'number' || !FORMATS.includes(format))
    throw wrongFile(`Its format is ${String(format)}; this version reads 1 to ${String(FORMAT)}.`);
  const record = {
    ...(value as CellResult | CellFailure),
    losses: format === 1 ? (losses as EpochLosses[]) : unpackLosses(losses),
  };
  if (!Array.isArray(record.losses)) throw wrongFile('It has no losses.');
  if (!isFailure(record))
    return {
      ...record,
      validation: validation && unpackSet(validation, format),
      test: unpackSet(test, format),
    };
  const known: readonly unknown[] = [DIED, ...FIT_FAILURES];
  if (!known.includes(error?.code) || typeof error?.message !== 'string')
    throw wrongFile('It does not say how it ended.');
  return record;
}

const wrongFile = (message: string): OneClassError => new OneClassError('invalid-data', message);

function notAResult(path: string, cause: unknown): OneClassError {
  const reason = isOneClassError(cause) ? ` ${(cause as Error).message}` : '';
  return new OneClassError(
    'invalid-data',
    `${path} is not the result of a cell.${reason} Move it away, or name another folder with ` +
      '--out.',
    { argument: path, cause },
  );
}
