import type { ProgressEvent } from '@oneclass/core';
import type { BackendChoice } from '@oneclass/runtime';
import type { Table } from '../table/table.ts';
import type { Methods } from './methods.ts';
import type { CellPlace } from './place.ts';

/** What a cell is run with, besides what it is. */
export interface CellRun {
  readonly table: Table;
  readonly backend: BackendChoice;
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  /** One line about what is done. */
  readonly say: (line: string) => void;
  readonly methods: Methods;
  /** Where the same fit may be, of other cells. */
  readonly fitted?: readonly CellPlace[] | undefined;
  /** Forgets what a stopped run left. */
  readonly force?: boolean | undefined;
  /** Whether this process runs no other cell, so that its memory is this one's. */
  readonly alone?: boolean | undefined;
  readonly place: CellPlace;
}
