import { z } from 'zod';
import { FIGURE_NAMES } from './figure.ts';
import { checkAxes } from './check-axes.ts';
import { checkFeatures, isPlainJson, method, provider } from './check-method.ts';
import { rowOf, rowOfKind } from './row-of.ts';
import type { Cell, CellOptions, Table } from './table.ts';
import { messageOf, runAuthored, wrongTable } from './wrong-table.ts';

/**
 * Fields and no others: a misspelt one is not passed over in silence. Messages read on from the
 * field's path.
 */
const fields = <S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> =>
  z.strictObject(shape, {
    error: ({ code, input }) => {
      const names = Object.keys(shape).join(', ');
      if (code !== 'unrecognized_keys') return `must be an object with the fields ${names}`;
      return (
        `may have the fields ${names} and no others; has ` +
        `${Object.keys(input as object).join(', ')}`
      );
    },
  });

const text = z
  .string({ error: 'must be a text' })
  .min(1, { error: 'must be a text that is not empty' });
const fileName = z.string({ error: 'must be a text' }).regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, {
  error:
    'names a file: must begin with a letter or digit, and have only letters, digits, “.”, ' +
    '“_” and “-”, 100 at most',
});
const code = z.custom<(...given: never[]) => unknown>((value) => typeof value === 'function', {
  error: 'must be a function',
});
const list = <S extends z.ZodType>(item: S): z.ZodArray<S> =>
  z.array(item, { error: 'must be a list' });

const json = z.custom<object>(isPlainJson, {
  error: 'must be an object of plain JSON, without dates, functions, undefined, NaN',
});
const number = z.number({ error: 'must be a finite number' });
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

const NAMES = `the names of figures are ${FIGURE_NAMES.join(', ')}`;
const figureName = z.enum(FIGURE_NAMES, { error: `must name a figure; ${NAMES}` });
const figures = z.partialRecord(figureName, number.nullable(), {
  error: `must be an object of numbers by figure; ${NAMES}`,
});
const published = {
  source: text,
  figures: z.record(text, figures, { error: 'must be an object: figures by row' }),
  unchecked: list(text).optional(),
};
const table = fields({
  name: fileName,
  title: text,
  protocol: code,
  figures: list(figureName).optional(),
  kinds: list(text).optional(),
  grid: fields({ rows: text, columns: text, figure: figureName.optional() }).optional(),
  published: fields(published).optional(),
  references: list(fields({ name: text, ...published })).optional(),
  cells: code,
});

/** Its fields, read once. @param what names it: 'the table of ./mine.js' */
export function checked<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  let result: z.ZodSafeParseResult<z.output<S>>;
  try {
    result = schema.safeParse(value);
  } catch (cause) {
    // A getter that throws, a circle.
    throw wrongTable(`Invalid ${what}: its fields can't be read (${messageOf(cause)}).`, {
      argument: what,
      cause,
    });
  }
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues as [z.core.$ZodIssue];
  const at = z.core.toDotPath(path);
  throw wrongTable(`Invalid ${what}: ${at === '' ? 'it' : `\`${at}\``} ${message}.`, {
    argument: at === '' ? what : at,
  });
}

/** A table as it was given, checked. @throws OneClassError `invalid-argument` */
export const checkTable = (given: unknown, what: string): Table =>
  checked(table, given, what) as Table;

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

function checkRows(
  { name, kinds = [], published, references = [] }: Table,
  cells: readonly Cell[],
): void {
  const rows = new Set(
    cells.map(rowOf).flatMap((row) => [row, ...kinds.map((kind) => rowOfKind(row, kind))]),
  );
  for (const { source, figures, unchecked = [] } of [
    ...(published ? [published] : []),
    ...references,
  ]) {
    const lost = Object.keys(figures).find((row) => !rows.has(row));
    if (lost !== undefined) {
      throw wrongTable(
        `Invalid table "${name}": figures of "${source}" are for a row "${lost}". Its cells' ` +
          `rows are: ${[...rows].join(', ')}.`,
        {
          argument: 'published.figures',
          received: lost,
        },
      );
    }
    const numberless = unchecked.find((row) => !Object.hasOwn(figures, row));
    if (numberless === undefined) continue;
    throw wrongTable(
      `Invalid table "${name}": \`unchecked\` of "${source}" names a row "${numberless}", for ` +
        `which it has no figures. Those it has are: ${Object.keys(figures).join(', ')}.`,
      {
        argument: 'published.unchecked',
        received: numberless,
      },
    );
  }
}

/** The protocol's paragraphs, checked. @throws OneClassError `invalid-argument` */
export async function protocolOf(
  table: Table,
  size: CellOptions['size'],
): Promise<readonly string[]> {
  const what = `table "${table.name}"`;
  const protocol: unknown = await runAuthored(`protocol() of ${what}`, () => table.protocol(size));
  return checked(
    z.object({ protocol: list(z.string({ error: 'must be a text' })) }),
    { protocol },
    what,
  ).protocol;
}
