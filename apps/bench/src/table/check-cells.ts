import { z } from 'zod';
import { checkAxes } from './check-axes.ts';
import { checkFeatures, method, provider } from './check-method.ts';
import { checkRows } from './check-rows.ts';
import { checked, code, fields, fileName, json, list, number, text } from './schema.ts';
import type { Cell, CellOptions, Table } from './table.ts';
import { runAuthored, wrongTable } from './wrong-table.ts';

export const threshold = fields({
  value: number,
  rule: text,
  promise: z.string({ error: 'must be a text' }),
});
const input = fields({
  height: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be 1 or more' }),
  width: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be 1 or more' }),
  channels: z.literal([1, 3], { error: 'must be 1 or 3' }),
  resize: z.enum(['bilinear', 'area'], { error: "must be 'bilinear' or 'area'" }),
});

// Both are written on a command line: --only digit=3,5
const axisName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/);
const axisValue = z.string({ error: 'must be a text' }).regex(/^[^\s,]+( [^\s,]+)*$/, {
  error: 'must be a text without commas, and without spaces but between words',
});
const axes = z.record(axisName, axisValue, {
  error: ({ code }) =>
    code === 'invalid_key'
      ? 'is no name for an axis: letters, digits, “_” and “-”, a letter first'
      : 'must be an object of texts by axis',
});

const cell = fields({
  id: fileName,
  row: text.optional(),
  axes: axes.optional(),
  method,
  features: fields({ provider, settings: json.optional(), package: text.optional() }).optional(),
  package: text.optional(),
  config: json.optional(),
  sharedPhase: text.optional(),
  data: fields({
    description: json,
    input: input.optional(),
    load: code,
    missing: code.optional(),
  }),
  threshold: z
    .custom((value) => typeof value === 'function' || threshold.safeParse(value).success, {
      error:
        'must be a Threshold (value, rule, promise), such as fixedThreshold(0.02), or a ' +
        'function that gives one',
    })
    .optional(),
});

/** The table's cells in that size, checked. @throws OneClassError `invalid-argument` */
export async function cellsOf(table: Table, options: CellOptions): Promise<readonly Cell[]> {
  const what = `table "${table.name}"`;
  const given: unknown = await runAuthored(`cells() of ${what}`, () => table.cells(options));
  const { cells } = checked(
    z.object({ cells: list(cell).min(1, { error: 'must be at least one' }) }),
    { cells: given },
    what,
  ) as { cells: readonly Cell[] };
  const ids = new Set<string>();
  for (const { id } of cells) {
    // File systems may not tell A from a.
    if (ids.has(id.toLowerCase())) {
      throw wrongTable(
        `Invalid ${what}: two cells have the id "${id}". Give each its own, the seed in it: ` +
          '`seed${seed}`.',
        { argument: 'cells', received: id },
      );
    }
    ids.add(id.toLowerCase());
  }
  checkFeatures(what, cells);
  checkRows(table, cells);
  checkAxes(table, cells);
  return cells;
}
