import { unpack, type Detector, type LabeledDataset } from '@oneclass/core';
import type { Methods } from '../cell/methods.ts';
import type { CellResult } from '../cell/result.ts';
import type { CellRun } from '../cell/cell-run.ts';
import type { CheckedCell } from '../table/checked-cell.ts';
import type { FinishedCell } from './row.ts';
import { runAuthored } from '../table/wrong-table.ts';

/** A finished cell with what its pictures are drawn from. */
export interface SavedCell {
  readonly detector: Detector;
  readonly test: LabeledDataset;
  readonly result: CellResult;
  readonly signal: AbortSignal;
}

export type TestLoader = (cell: CheckedCell) => Promise<LabeledDataset>;

/** Keeps what it loaded last: cells of one class, one after the other, have one set of images. */
export function createTestLoader(run: Pick<CellRun, 'folders' | 'signal'>): TestLoader {
  let last: { readonly of: string; readonly test: LabeledDataset } | undefined;
  return async (cell) => {
    const of = JSON.stringify(cell.data.description);
    if (last?.of !== of) last = { of, test: (await cell.data.load(run)).test };
    return last.test;
  };
}

interface Opening {
  readonly artifact: Uint8Array;
  readonly methods: Methods;
  readonly loadTest: TestLoader;
  readonly signal: AbortSignal;
}

/** The saved detector is there while `draw` runs. */
export async function withSavedCell<T>(
  { cell, result }: FinishedCell,
  { artifact, methods, loadTest, signal }: Opening,
  draw: (saved: SavedCell) => Promise<T>,
): Promise<T> {
  const method = await methods.of(cell);
  const { detector } = await runAuthored(`restore() of method "${method.name}"`, () =>
    unpack(artifact, [method]),
  );
  try {
    return await runAuthored(
      `Drawing images of cell "${cell.id}"`,
      async () => draw({ detector, test: await loadTest(cell), result, signal }),
      signal,
    );
  } finally {
    detector.dispose();
  }
}
