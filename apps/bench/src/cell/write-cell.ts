/** @file What a cell leaves when it has ended. */
import { rm } from 'node:fs/promises';
import { pack, type Detector } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import type { CheckedCell } from '../table/checked-cell.ts';
import type { CellPlace } from './place.ts';
import type { CellFailure, CellResult } from './result.ts';
import { writeResult } from './write-result.ts';

interface Finished {
  readonly result: CellResult;
  readonly detector: Detector;
}

/** The result last: where it is, the detector is too. */
export async function writeFinished(
  { data, packages }: CheckedCell,
  { result, detector }: Finished,
  { path }: CellPlace,
): Promise<void> {
  const { threshold, versions } = result;
  const bytes = pack(detector, {
    versions,
    input: data.input,
    package: packages.package,
    featuresPackage: packages.featuresPackage,
    calibration: threshold ?? undefined,
  });
  await writeFileAtomic(`${path}.oneclass`, bytes);
  await writeResult(`${path}.json`, result);
}

export async function writeFailure(failure: CellFailure, { path }: CellPlace): Promise<void> {
  await rm(`${path}.oneclass`, { force: true }); // of an earlier table's cell
  await writeResult(`${path}.json`, failure);
}
