import { OneClassError } from '@oneclass/core';
import { epochRows } from './epoch-rows.ts';
import { featureRows } from './feature-rows.ts';
import { fitRows } from './fit-rows.ts';
import { networkRows } from './network-rows.ts';
import { placeRows } from './place-rows.ts';
import type { PerfRow } from './row.ts';
import { userRows } from './user-rows.ts';

export const perfRows: readonly PerfRow[] = [
  ...networkRows,
  ...featureRows,
  ...fitRows,
  ...placeRows,
  ...epochRows,
  ...userRows,
];

/** @param list comma-separated names; all rows when absent. @throws OneClassError `unknown-name` */
export function selectRows(list: string | undefined): readonly PerfRow[] {
  if (list === undefined) return perfRows;
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !perfRows.some((row) => row.name === name));
  if (unknown === undefined) return perfRows.filter(({ name }) => names.includes(name));
  const known = perfRows.map(({ name }) => name).join(', ');
  throw new OneClassError('unknown-name', `There is no row "${unknown}". Choose of: ${known}.`, {
    argument: '--rows',
    expected: known,
    received: unknown,
  });
}
