import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../src/program.ts';
import { cellsOf } from '../../src/table/check-cells.ts';
import { loadTable } from '../../src/table/load-table.ts';
import { selectCells } from '../../src/table/select-cells.ts';
import type { Cell, Table } from '../../src/table/table.ts';
import { resultOf } from '../result-of.ts';

const FILE = fileURLToPath(new URL('../page/grid-table.js', import.meta.url));
let out: string;
let table: Table;
let cells: readonly Cell[];
let [stdout, stderr] = ['', ''];

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'oneclass-only-'));
  table = await loadTable(FILE);
  cells = await cellsOf(table, { size: 'full', seeds: [0, 1] });
});
afterAll(() => rm(out, { recursive: true, force: true }));
beforeEach(() => {
  [stdout, stderr] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => (stdout += String(text)) !== '');
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => (stderr += String(text)) !== '');
});
afterEach(() => vi.restoreAllMocks());

const run = (...args: string[]): Promise<unknown> =>
  createProgram(new AbortController().signal).parseAsync([
    'node',
    'oneclass-bench',
    'run',
    FILE,
    '--backend',
    'wasm',
    '--out',
    out,
    ...args,
  ]);
const idsOf = (...only: string[]): string[] => selectCells(table, cells, only).map(({ id }) => id);

describe('--only', () => {
  it('picks the cells that have one of the values of each axis', () => {
    expect(idsOf('digit=1', 'method=mlp')).toEqual(['mlp-digit1-seed0', 'mlp-digit1-seed1']);
    expect(idsOf('method=mlp')).toHaveLength(4);
    expect(idsOf('digit=1,7')).toHaveLength(8);
    expect(idsOf('digit=1', 'digit=7', 'method=conv')).toHaveLength(4);
  });

  it.each([
    [
      'an unknown axis',
      ['class=1'],
      'unknown-name',
      'no axis "class". The axes are: digit, method.',
    ],
    ['an unknown value', ['digit=3'], 'unknown-name', 'no digit "3". There are: 1, 7.'],
    ['one unknown value of several', ['digit=1,3'], 'unknown-name', 'no digit "3"'],
    ['an object’s own property', ['constructor=1'], 'unknown-name', 'no axis "constructor"'],
    [
      'no value',
      ['digit='],
      'invalid-argument',
      'Invalid --only "digit=": expected an axis and its values, as in digit=3,5.',
    ],
    ['an axis alone', ['digit'], 'invalid-argument', 'as in digit=3,5'],
    ['a value alone', ['=1'], 'invalid-argument', 'as in digit=3,5'],
  ])('refuses %s with the ones that there are', (_, only, code, message) => {
    expect(() => selectCells(table, cells, only)).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });

  it('refuses values that no cell has together, and tables without axes', () => {
    const some = cells.filter(({ axes }) => axes?.['digit'] === '1' || axes?.['method'] === 'mlp');
    expect(() => selectCells(table, some, ['digit=7', 'method=conv'])).toThrow(
      'has no cell with digit=7 and method=conv',
    );
    expect(() =>
      selectCells(
        table,
        cells.map(({ axes: _, ...cell }) => cell),
        ['digit=7'],
      ),
    ).toThrow('Table "toy-grid" has no axes');
  });

  it('runs those cells alone, says which are missing, and shows the results of others that are there', async () => {
    await run('--only', 'digit=1', 'method=mlp');
    expect((await readdir(join(out, 'toy-grid'))).sort()).toEqual([
      'index.html',
      'mlp-digit1-seed0-wasm.json',
      'mlp-digit1-seed0-wasm.oneclass',
    ]);
    expect(stderr).toContain('toy-grid: cell 1 of 1, mlp-digit1-seed0\n');
    expect(stdout).toContain(
      '3 cells left out (by --only, or for want of their data), and without a result from ' +
        'before: conv-digit1-seed0, conv-digit7-seed0, mlp-digit7-seed0.',
    );
    expect(stdout).toMatch(/1 +– +\d+\.\d\d$/m);

    const path = join(out, 'toy-grid', 'mlp-digit1-seed0-wasm.json');
    const before = await resultOf(path);
    expect(before.axes).toEqual({ digit: '1', method: 'mlp' });
    await run('--only', 'digit=7', '--only', 'method=mlp', '--force');
    expect(await resultOf(path)).toEqual(before);
    expect(stdout).toContain('from before: conv-digit1-seed0, conv-digit7-seed0.');
    expect(stdout).toMatch(/1 +– +\d+\.\d\d$[^]*7 +– +\d+\.\d\d$/m);
    expect(await readFile(join(out, 'toy-grid', 'index.html'), 'utf8')).toMatch(
      new RegExp(
        /<summary>Left out \(by --only, or for want of their data\), /.source +
          /and without a result from before<\/summary>\n/.source +
          /<p>conv-digit1-seed0, conv-digit7-seed0<\/p>/.source,
      ),
    );
  });

  it('takes no stale result of a cell that it leaves out', async () => {
    const path = join(out, 'toy-grid', 'conv-digit1-seed0-wasm.json');
    await copyFile(join(out, 'toy-grid', 'mlp-digit1-seed0-wasm.json'), path);
    await run('--only', 'method=mlp');
    expect(stdout).toContain('from before: conv-digit1-seed0, conv-digit7-seed0.');
    await rm(path);
  });

  it('refuses before anything is written', async () => {
    const empty = join(out, 'nothing');
    await expect(run('--only', 'digit=3', '--out', empty)).rejects.toMatchObject({
      code: 'unknown-name',
    });
    await expect(run('--only', 'digit=3', '--workers', '2', '--out', empty)).rejects.toMatchObject({
      code: 'unknown-name',
    });
    expect(existsSync(empty)).toBe(false);
  });
});
