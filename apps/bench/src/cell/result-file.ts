/**
 * @file A cell's JSON file: what is known of it, without the repetitions of a list entry an
 *   image.
 */
import { readFile } from 'node:fs/promises';
import { isOneClassError, OneClassError } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import {
  DIED,
  FIT_FAILURES,
  isFailure,
  type CellFailure,
  type CellKeys,
  type CellResult,
  type EpochLosses,
  type ScoredSet,
} from './result.ts';
import { packSet, unpackSet, type PackedSet } from './scored-set.ts';

/**
 * Of the files that are written. Read as well are 1, which had every list in full, and 2, which
 * knew no packages and had keys without their versions.
 */
export const FORMAT = 3;

/** Successive epochs of a phase, a list entry each. */
interface PackedLosses {
  readonly phase: string;
  readonly epochs: number[];
  readonly losses: Record<string, number[]>;
}

/**
 * The result in `path` if it is of this very cell, else undefined, and so for one that died.
 * @throws OneClassError `invalid-data` for a file that is no result
 */
export async function readResult(
  path: string,
  keys: CellKeys,
): Promise<CellResult | CellFailure | undefined> {
  const result = await readFinished(path);
  return result && isOf(result, keys) ? result : undefined;
}

/** Whether a result is of the cell with these keys. */
export const isOf = ({ format, key }: CellResult | CellFailure, keys: CellKeys): boolean =>
  key === keys.key || (format < FORMAT && key === keys.legacy);

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

/** Indented, but lists of plain values on one line. */
export async function writeResult(path: string, result: CellResult | CellFailure): Promise<void> {
  const text = JSON.stringify(packResult(result), null, 1).replace(
    /\[\n\s*([^[\]{}]*?)\n\s*\]/g,
    (_, items: string) => `[${items.replace(/,\n\s*/g, ',')}]`,
  );
  await writeFileAtomic(path, new TextEncoder().encode(`${text}\n`));
}

function packResult(result: CellResult | CellFailure): object {
  const losses = packLosses(result.losses);
  if (isFailure(result)) return { ...result, losses };
  return {
    ...result,
    losses,
    validation: result.validation && packSet(result.validation),
    test: packSet(result.test),
  };
}

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
  if (format !== 1 && format !== 2 && format !== FORMAT)
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

function packLosses(entries: readonly EpochLosses[]): PackedLosses[] {
  const packed: PackedLosses[] = [];
  for (const { phase, epoch, losses } of entries) {
    const last = packed.at(-1);
    const names = Object.keys(losses);
    const goesOn =
      last?.phase === phase && Object.keys(last.losses).join('\n') === names.join('\n');
    const part = goesOn
      ? last
      : { phase, epochs: [], losses: Object.fromEntries(names.map((name) => [name, []])) };
    if (!goesOn) packed.push(part);
    part.epochs.push(epoch);
    for (const name of names) part.losses[name]?.push(losses[name] as number);
  }
  return packed;
}

function unpackLosses(packed: readonly PackedLosses[]): EpochLosses[] {
  return packed.flatMap(({ phase, epochs, losses }) =>
    epochs.map((epoch, i) => ({
      phase,
      epoch,
      losses: Object.fromEntries(
        Object.entries(losses).map(([name, values]) => [name, values[i] as number]),
      ),
    })),
  );
}

function notAResult(path: string, cause: unknown): OneClassError {
  const reason = isOneClassError(cause) ? ` ${(cause as Error).message}` : '';
  return new OneClassError(
    'invalid-data',
    `${path} is not the result of a cell.${reason} Move it away, or name another folder with ` +
      '--out.',
    { argument: path, cause },
  );
}
