import type { Methods } from '../cell/methods.ts';
import type { CheckedCell } from '../table/checked-cell.ts';
import type { Cell, Size, Table } from '../table/table.ts';
import type { Row } from './row.ts';

/** What a page is made of. */
export interface PageSource {
  readonly table: Table;
  readonly protocol: readonly string[];
  /** That have a result. */
  readonly rows: readonly Row[];
  /** All of the table. */
  readonly cells: readonly Cell[];
  /** Of `cells`, those without a result. */
  readonly leftOut: readonly Cell[];
  readonly size: Size;
  /** The cell's saved detector; undefined when only its result is there. */
  readonly artifactOf: (cell: CheckedCell) => Promise<Uint8Array | undefined>;
  readonly methods: Methods;
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}
