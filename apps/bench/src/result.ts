import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OneClassError, type MethodConfig } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import type { Figures } from './figure.ts';
import type { Cell, DataFile } from './table/table.ts';

/** Of the JSON below; a change of meaning raises it, and older cells are computed again. */
export const FORMAT = 1;

export interface EpochLosses {
  readonly phase: string;
  readonly epoch: number;
  readonly losses: Readonly<Record<string, number>>;
}

export interface ScoredSet {
  readonly labels: readonly number[];
  readonly kinds: readonly string[];
  readonly ids: readonly string[];
  readonly scores: readonly number[];
}

/** Numbers of others for a cell's row. */
export interface ComparedFigures {
  readonly source: string;
  readonly figures: Figures;
  /** Nobody has compared them with the source. */
  readonly unchecked?: true;
}

/** Ends of a fit that belong to the method and the seed, not to the run: recorded, and the table goes on. */
export const FIT_FAILURES = ['collapsed', 'diverged'] as const;
export type FitFailure = (typeof FIT_FAILURES)[number];
/** The processes that fitted it were killed or crashed: nothing that is known to come again. */
export const DIED = 'died';

/** What the JSON file of a cell says however it ended. A run that was stopped and continued gives the same but for `seconds` and `finishedAt`. */
interface CellRecord {
  readonly format: number;
  /** Hash of data, method, config, seed and format: what a cell is reused by. */
  readonly key: string;
  readonly table: string;
  readonly cell: string;
  readonly row: string;
  readonly axes?: Readonly<Record<string, string>>;
  readonly method: string;
  /** Fully resolved. */
  readonly config: MethodConfig;
  readonly data: Readonly<Record<string, unknown>>;
  readonly files: readonly DataFile[];
  readonly published: ComparedFigures | null;
  readonly references: readonly (ComparedFigures & { readonly name: string })[];
  readonly losses: readonly EpochLosses[];
  readonly backend: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly finishedAt: string;
}

/** A finished cell. */
export interface CellResult extends CellRecord {
  readonly figures: Figures;
  readonly threshold: { readonly value: number; readonly rule: string; readonly promise: string } | null;
  /** A fit that was stopped and continued has the seconds of all its runs. */
  readonly seconds: { readonly load: number; readonly fit: number; readonly score: number };
  readonly validation: ScoredSet | null;
  readonly test: ScoredSet;
}

/** A cell without a detector: no scores, no figures. */
export interface CellFailure extends CellRecord {
  readonly error: { readonly code: FitFailure | typeof DIED; readonly message: string };
  readonly seconds: { readonly load: number; readonly fit: number };
}

export const isFailure = (result: CellResult | CellFailure): result is CellFailure => 'error' in result;

/** The same for the same data, method, config and backend, whatever the order of their keys. */
export function cellKey({ method, config, data }: Cell, backend: string): string {
  const content = canonical({ format: FORMAT, method: method.name, config: { ...method.defaults, ...config }, data: data.description, backend });
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

/** The result in `path` if it is of this very cell, else undefined, and so for one that died. @throws OneClassError `invalid-data` for a file that is no result */
export async function readResult(path: string, key: string): Promise<CellResult | CellFailure | undefined> {
  let result: unknown;
  try {
    result = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw notAResult(path, cause);
  }
  if (typeof result !== 'object' || result === null || !('key' in result)) throw notAResult(path);
  if (result.key !== key) return undefined;
  const { test, error, losses } = result as Partial<CellResult & CellFailure>;
  if (error?.code === DIED) return undefined;
  const ended = error === undefined ? isScoredSet(test) : FIT_FAILURES.includes(error.code) && typeof error.message === 'string';
  if (!ended || !Array.isArray(losses)) throw notAResult(path);
  return result as CellResult | CellFailure;
}

function isScoredSet(set: Partial<ScoredSet> | undefined): boolean {
  const lists = [set?.labels, set?.kinds, set?.ids, set?.scores];
  return lists.every((list) => Array.isArray(list) && list.length === set?.scores?.length);
}

const notAResult = (path: string, cause?: unknown): OneClassError =>
  new OneClassError('invalid-data', `${path} is not the result of a cell. Move it away, or name another folder with --out.`, { argument: path, cause });

/** Indented, but lists of plain values on one line, so that thousands of scores stay readable. */
export async function writeResult(path: string, result: CellResult | CellFailure): Promise<void> {
  const text = JSON.stringify(result, null, 1).replace(/\[\n\s*([^[\]{}]*?)\n\s*\]/g, (_, items: string) => `[${items.replace(/,\n\s*/g, ', ')}]`);
  await writeFileAtomic(path, new TextEncoder().encode(`${text}\n`));
}
