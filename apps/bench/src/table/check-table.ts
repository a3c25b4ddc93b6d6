import { z } from 'zod';
import { FIGURE_NAMES } from './figure.ts';
import { checked, code, fields, fileName, list, number, text } from './schema.ts';
import type { Size, Table } from './table.ts';
import { runAuthored } from './wrong-table.ts';

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

/** A table as it was given, checked. @throws OneClassError `invalid-argument` */
export const checkTable = (given: unknown, what: string): Table =>
  checked(table, given, what) as Table;

/** The protocol's paragraphs, checked. @throws OneClassError `invalid-argument` */
export async function protocolOf(table: Table, size: Size): Promise<readonly string[]> {
  const what = `table "${table.name}"`;
  const protocol: unknown = await runAuthored(`protocol() of ${what}`, () => table.protocol(size));
  return checked(
    z.object({ protocol: list(z.string({ error: 'must be a text' })) }),
    { protocol },
    what,
  ).protocol;
}
