/** @file What a cell leaves when it has ended. */
import { rm } from 'node:fs/promises';
import { pack } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import type { CheckedCell } from '../table/checked-cell.ts';
import type { FittedCell } from './fit-cell.ts';
import type { CellPlace } from './place.ts';
import type { CellFailure, CellResult } from './result.ts';
import { writeResult } from './write-result.ts';

interface Finished {
  readonly found: CellResult;
  readonly fitted: FittedCell;
}

/**
 * The result last: where it is, the detector is too.
 * @returns the result with its `bytes`
 */
export async function writeFinished(
  { data, packages }: CheckedCell,
  { found, fitted: { detector, peakBytes } }: Finished,
  { path }: CellPlace,
): Promise<CellResult> {
  const { threshold, versions } = found;
  const bytes = pack(detector, {
    versions,
    input: data.input,
    package: packages.package,
    featuresPackage: packages.featuresPackage,
    calibration: threshold ?? undefined,
  });
  await writeFileAtomic(`${path}.oneclass`, bytes);
  const result = {
    ...found,
    bytes: {
      artifact: bytes.length,
      ...(peakBytes !== undefined && { fitPeak: peakBytes }),
    },
  };
  await writeResult(`${path}.json`, result);
  return result;
}

export async function writeFailure(failure: CellFailure, { path }: CellPlace): Promise<void> {
  await rm(`${path}.oneclass`, { force: true }); // of an earlier table's cell
  await writeResult(`${path}.json`, failure);
}
