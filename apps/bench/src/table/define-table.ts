import { checkTable } from './check-table.ts';
import type { Table } from './table.ts';

/**
 * A table as it was given, checked; in a table's file, `export default defineTable({ … })` lets an
 * editor complete its fields.
 * @throws OneClassError `invalid-argument` that names the field at fault
 */
export const defineTable = (given: Table): Table => checkTable(given, 'table');
