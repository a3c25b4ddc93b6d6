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
}

/** A finished cell: one JSON file. A run that was stopped and continued gives the same but for `seconds` and `finishedAt`. */
export interface CellResult {
  readonly format: number;
  /** Hash of data, method, config, seed and format: what a cell is reused by. */
  readonly key: string;
  readonly table: string;
  readonly cell: string;
  readonly row: string;
  readonly method: string;
  /** Fully resolved. */
  readonly config: MethodConfig;
  readonly data: Readonly<Record<string, unknown>>;
  readonly files: readonly DataFile[];
  readonly published: ComparedFigures | null;
  readonly references: readonly (ComparedFigures & { readonly name: string })[];
  readonly figures: Figures;
  readonly threshold: { readonly value: number; readonly rule: string; readonly promise: string } | null;
  readonly losses: readonly EpochLosses[];
  /** A fit that was stopped and continued has the seconds of all its runs. */
  readonly seconds: { readonly load: number; readonly fit: number; readonly score: number };
  readonly backend: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly finishedAt: string;
  readonly validation: ScoredSet | null;
  readonly test: ScoredSet;
}

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

/** The result in `path` if it is of this very cell, else undefined. @throws OneClassError `invalid-data` for a file that is no result */
export async function readResult(path: string, key: string): Promise<CellResult | undefined> {
  let result: unknown;
  try {
    result = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw notAResult(path, cause);
  }
  if (typeof result !== 'object' || result === null || !('key' in result)) throw notAResult(path);
  if (result.key !== key) return undefined;
  if (!isScoredSet((result as Partial<CellResult>).test) || !Array.isArray((result as Partial<CellResult>).losses)) throw notAResult(path);
  return result as CellResult;
}

function isScoredSet(set: Partial<ScoredSet> | undefined): boolean {
  const lists = [set?.labels, set?.kinds, set?.ids, set?.scores];
  return lists.every((list) => Array.isArray(list) && list.length === set?.scores?.length);
}

const notAResult = (path: string, cause?: unknown): OneClassError =>
  new OneClassError('invalid-data', `${path} is not the result of a cell. Move it away, or name another folder with --out.`, { argument: path, cause });

/** Indented, but lists of plain values on one line, so that thousands of scores stay readable. */
export async function writeResult(path: string, result: CellResult): Promise<void> {
  const text = JSON.stringify(result, null, 1).replace(/\[\n\s*([^[\]{}]*?)\n\s*\]/g, (_, items: string) => `[${items.replace(/,\n\s*/g, ', ')}]`);
  await writeFileAtomic(path, new TextEncoder().encode(`${text}\n`));
}
