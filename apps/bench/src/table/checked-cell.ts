/**
 * @file A cell as it is run. What its author wrote is wrapped here, once: code of theirs that fails
 *   is said to be theirs, and what it gives is checked. Whoever runs the cell need not.
 */
import type { Threshold } from '@oneclass/core';
import { threshold as thresholdSchema } from './check-cells.ts';
import { checkData, type CheckedData } from './check-data.ts';
import type { CellPackages } from './packages.ts';
import { checked } from './schema.ts';
import type { Cell, DataSource, ValidationScores } from './table.ts';
import { runAuthored, wrongTable } from './wrong-table.ts';

export interface CheckedSource extends DataSource {
  /** @throws OneClassError `invalid-argument` for data that are not as a table's must be */
  load(options: Parameters<DataSource['load']>[0]): Promise<CheckedData>;
}

export interface CheckedCell extends Cell {
  readonly packages: CellPackages;
  readonly data: CheckedSource;
  /**
   * The fixed one, or what its rule finds; null where it has none.
   * @param validation null where its data have none
   */
  thresholdOn(validation: ValidationScores | null): Promise<Threshold | null>;
}

/** @param cell of a checked table; @param packages that are installed for it */
export const checkedCell = (cell: Cell, packages: CellPackages): CheckedCell => ({
  ...cell,
  packages,
  data: checkedSource(cell),
  thresholdOn: (validation) => thresholdOn(cell, validation),
});

function checkedSource({ id, data, threshold }: Cell): CheckedSource {
  const { missing, ...source } = data;
  return {
    ...source,
    async load({ folders, signal }) {
      const what = `data.load() of cell "${id}"`;
      const given: unknown = await runAuthored(what, () => data.load({ folders, signal }), signal);
      signal.throwIfAborted();
      const loaded = checkData(given, id, signal);
      if (typeof threshold !== 'function' || loaded.validation) return loaded;
      throw wrongTable(
        `Cell "${id}" finds its threshold on validation scores, and its data have no ` +
          '`validation`. Add them, or give a Threshold, such as fixedThreshold(0.02).',
        { argument: 'validation' },
      );
    },
    ...(missing && {
      missing: (options) =>
        runAuthored(`data.missing() of cell "${id}"`, () => missing.call(data, options)),
    }),
  };
}

async function thresholdOn(
  { id, threshold }: Cell,
  validation: ValidationScores | null,
): Promise<Threshold | null> {
  if (typeof threshold !== 'function') return threshold ?? null;
  if (!validation) return null;
  const given: unknown = await runAuthored(`threshold() of cell "${id}"`, () =>
    threshold(validation),
  );
  // A rule's own fields, as a grid's F1, stay out.
  const { value, rule, promise } = Object(given) as Partial<Threshold>;
  return checked(thresholdSchema, { value, rule, promise }, `threshold of cell "${id}"`);
}
