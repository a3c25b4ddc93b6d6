/** @file What a cell is recognised by. */
import { createHash } from 'node:crypto';
import type { MethodConfig } from '@oneclass/core';
import type { CheckedCell } from '../table/checked-cell.ts';
import type { Cell, CellFeatures } from '../table/table.ts';

/**
 * Of what a result's fields mean; raising it computes every cell again. How a file writes them is
 * `write-result.ts`'s.
 */
const MEANING = 1;

/** By which a result is told to be of a cell. */
export interface CellKeys {
  readonly key: string;
  /** Of files up to format 2, which did not know versions. */
  readonly legacy: string;
  /** The same where the fit is: for cells that differ in how they score alone. */
  readonly fit: string;
}

export const keysOf = (cell: CheckedCell, backend: string): CellKeys => ({
  key: cellKey(cell, backend),
  legacy: hashOf({ ...legacyFitOf(cell), config: configOf(cell), backend }),
  fit: fitKey(cell, backend),
});

/**
 * The same for the same data, method, config, backend and versions, whatever the order of their
 * keys.
 */
export const cellKey = (cell: CheckedCell, backend: string): string =>
  hashOf({ ...fitOf(cell), config: configOf(cell), backend });

/** As `CellKeys.fit`. */
export function fitKey(cell: CheckedCell, backend: string): string {
  const { score: _, ...config } = configOf(cell);
  return hashOf({ ...fitOf(cell), config, backend });
}

export const configOf = ({ method, config }: Pick<Cell, 'method' | 'config'>): MethodConfig => ({
  ...method.defaults,
  ...config,
});

/** All settings of its features. */
export const settingsOf = ({
  provider,
  settings,
}: CellFeatures): Readonly<Record<string, unknown>> => ({ ...provider.defaults, ...settings });

const fitOf = ({ method, features, data, packages }: CheckedCell): object => ({
  format: MEANING,
  method: method.name,
  ...(features && {
    features: { provider: features.provider.name, settings: settingsOf(features) },
  }),
  ...packages,
  data: data.description,
});

/** The only features were those of VGG-19, and their settings as the cell gave them. */
const legacyFitOf = ({ method, features, data }: CheckedCell): object => ({
  format: MEANING,
  method: method.name,
  ...(features && { features: features.settings ?? {} }),
  data: data.description,
});

const hashOf = (value: object): string =>
  createHash('sha256').update(canonical(value)).digest('hex').slice(0, 16);

/** As text, the same whatever the order of keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}
