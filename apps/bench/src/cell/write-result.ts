import { writeFileAtomic } from '@oneclass/core/node';
import { packLosses } from './packed-losses.ts';
import { isFailure, type CellFailure, type CellResult } from './result.ts';
import { packSet } from './scored-set.ts';

/** Indented, but lists of plain values on one line. */
export async function writeResult(path: string, result: CellResult | CellFailure): Promise<void> {
  const text = JSON.stringify(packResult(result), null, 1).replace(
    /\[\n\s*([^[\]{}]*?)\n\s*\]/g,
    (_, items: string) => `[${items.replace(/,\n\s*/g, ',')}]`,
  );
  await writeFileAtomic(path, new TextEncoder().encode(`${text}\n`));
}

function packResult(result: CellResult | CellFailure): object {
  const losses = packLosses(result.losses);
  if (isFailure(result)) return { ...result, losses };
  return {
    ...result,
    losses,
    validation: result.validation && packSet(result.validation),
    test: packSet(result.test),
  };
}
