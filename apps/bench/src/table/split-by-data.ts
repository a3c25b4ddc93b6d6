import { OneClassError } from '@oneclass/core';
import type { Cell } from './table.ts';

interface Available {
  readonly folders: readonly string[];
  readonly say: (line: string) => void;
}

/**
 * The cells whose data are there; says which are not.
 * @throws OneClassError `not-found` where none are
 */
export async function splitByData<C extends Cell>(
  cells: readonly C[],
  { folders, say }: Available,
): Promise<readonly C[]> {
  const reasons = new Map<Cell, string>();
  for (const cell of cells) {
    const missing = await cell.data.missing?.({ folders });
    if (missing !== undefined) reasons.set(cell, missing);
  }
  const texts = [...new Set(reasons.values())];
  if (reasons.size === cells.length)
    throw new OneClassError('not-found', texts.join(' '), { argument: '--data-dir' });
  for (const text of texts) say(`Left out: ${text}`);
  return cells.filter((cell) => !reasons.has(cell));
}
