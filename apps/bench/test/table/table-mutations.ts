import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isOneClassError } from '@oneclass/core';
import fc from 'fast-check';
import { cellKey } from '../../src/cell/key.ts';
import { checkData } from '../../src/table/check-data.ts';
import { protocolOf } from '../../src/table/check-table.ts';
import { loadCells } from '../../src/table/load-cells.ts';
import { BENCH_FOLDER } from '../../src/table/packages.ts';
import { detectorOf } from '../../src/paper/detectors.ts';
import { loadTable, tableOf } from '../../src/table/load-table.ts';
import type { Table } from '../../src/table/table.ts';
import { tableSource } from './table-source.ts';
import { tinyCell } from '../tiny-table.ts';

/** Anything in the place of anything: of a field, a list's entry, or the whole. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withTypedArray: true,
    withSparseArray: true,
  }),
  fc.constantFrom<unknown>(
    undefined,
    null,
    Number.NaN,
    -1,
    '',
    '../x',
    'a'.repeat(1000),
    '__proto__',
    Symbol('s'),
    10n,
    () => {
      throw new Error('thrown');
    },
    () => Promise.reject(new Error('later')),
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
      },
    ),
  ),
);

function mutate(value: unknown, path: readonly number[], put: unknown): unknown {
  if (path.length === 0 || typeof value !== 'object' || value === null) return put;
  const keys = [...Object.keys(value), 'extra'];
  const key = keys[(path[0] as number) % keys.length] as string;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value };
  copy[key] = mutate(copy[key], path.slice(1), put);
  return copy;
}

const whole = (cells: unknown) => ({
  name: 'mine',
  title: 'Mine',
  protocol: () => ['As it is.'],
  figures: ['testAuroc'],
  grid: { rows: 'digit', columns: 'method' },
  published: { source: 's', figures: { row: { testAuroc: 0.5 } }, unchecked: ['row'] },
  references: [{ name: 'r', source: 's', figures: {} }],
  cells: () => cells,
});
const goodCell = () => ({ ...tinyCell(0, 1), row: 'row', axes: { digit: '3', method: 'conv' } });
const goodFeatureCell = () => ({
  ...goodCell(),
  ...detectorOf('dfr', 'vgg19').on,
  id: 'three',
  row: 'on features',
  axes: { digit: '3', method: 'dfr' },
});
const path = fc.array(fc.nat(30), { maxLength: 5 });

/** Counts what is refused; anything but a OneClassError fails the property. */
function counter(): { refused: number; run(action: () => unknown): Promise<boolean> } {
  const counts = {
    refused: 0,
    async run(action: () => unknown): Promise<boolean> {
      try {
        await action();
      } catch (error) {
        if (!isOneClassError(error)) throw error;
        counts.refused++;
      }
      return true;
    },
  };
  return counts;
}

/** As far as a run goes before it computes anything. */
async function prepare(table: Table): Promise<void> {
  await protocolOf(table, 'full');
  const cells = await loadCells(table, { size: 'quick', seeds: [0], from: BENCH_FOLDER });
  for (const cell of cells) cellKey(cell, 'wasm');
}

/** @returns how many were refused */
export async function mutateModules(numRuns: number): Promise<number> {
  const counts = counter();
  const property = fc.asyncProperty(path, odd, fc.boolean(), (at, put, inCells) => {
    const cells = [goodCell(), { ...goodCell(), id: 'two' }, goodFeatureCell()];
    const exported = inCells
      ? { default: whole(mutate(cells, at, put)) }
      : mutate({ default: whole(cells) }, at, put);
    return counts.run(() => prepare(tableOf(Object(exported) as object, 'mine.js')));
  });
  await fc.assert(property, { numRuns, seed: 1 });
  return counts.refused;
}

/** @returns how many were refused */
export async function mutateData(numRuns: number): Promise<number> {
  const counts = counter();
  const data = await tinyCell(0, 1).data.load({
    folders: [],
    signal: new AbortController().signal,
  });
  await fc.assert(
    fc.asyncProperty(path, odd, (at, put) =>
      counts.run(() => checkData(mutate(data, at, put), 'c')),
    ),
    { numRuns, seed: 1 },
  );
  return counts.refused;
}

/** @returns how many were refused */
export async function mutateFiles(numRuns: number, folder: string): Promise<number> {
  const counts = counter();
  const good = Buffer.from(tableSource());
  let written = 0;
  const property = fc.asyncProperty(
    fc.nat(good.length - 1),
    fc.nat(255),
    fc.nat(12),
    (at, byte, cut) => {
      const bytes = Buffer.concat([
        good.subarray(0, at),
        Buffer.of(byte),
        good.subarray(Math.min(good.length, at + cut)),
      ]);
      return counts.run(async () => {
        const file = join(folder, `mutated-${String(written++)}.mjs`);
        await writeFile(file, bytes);
        await prepare(await loadTable(file));
      });
    },
  );
  await fc.assert(property, { numRuns, seed: 1 });
  return counts.refused;
}
