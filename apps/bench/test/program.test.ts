import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../src/program.ts';
import { cellsOf } from '../src/table/check-cells.ts';
import { protocolOf } from '../src/table/check-table.ts';
import { tables } from '../src/paper/index.ts';

let stdout = '';
beforeEach(() => {
  stdout = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const program = (...args: string[]): Promise<unknown> =>
  createProgram(new AbortController().signal).parseAsync(['node', 'oneclass-bench', ...args]);

describe('oneclass-bench', () => {
  it('lists its tables', async () => {
    await program('list');
    for (const { name } of tables) expect(stdout).toContain(name);
  });

  it('refuses an unknown table, backend or list of seeds with one clear error', async () => {
    await expect(program('run', 'nothing')).rejects.toThrow(/no table "nothing".*mnist-kmnist/);
    await expect(program('run', 'digits', '--backend', 'abacus')).rejects.toThrow(
      /no backend "abacus"/,
    );
    await expect(program('run', 'digits', '--seeds', '1,x')).rejects.toThrow(/--seeds "1,x"/);
    await expect(program('run', 'digits', '--seeds', '1,1')).rejects.toThrow(/--seeds "1,1"/);
  });

  it('says where a table’s data should be when it is not there', async () => {
    vi.stubEnv('ONECLASS_DATA_DIR', '/nowhere');
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const out = join(tmpdir(), `oneclass-never-${String(process.pid)}`);
    await expect(program('run', 'mnist-kmnist', '--quick', '--out', out)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('ONECLASS_DATA_DIR') as string,
    });
    expect(existsSync(out)).toBe(false);
    vi.unstubAllEnvs();
  });
});

describe.each(tables)('table $name', (table) => {
  it('has cells with unique ids for each seed, in full and quick', async () => {
    for (const size of ['full', 'quick'] as const) {
      const one = await cellsOf(table, { size, seeds: [7] });
      const two = await cellsOf(table, { size, seeds: [0, 7] });
      expect(two).toHaveLength(2 * one.length);
      expect(one.map(({ config }) => (config as { seed: number }).seed)).toEqual(one.map(() => 7));
      expect(await protocolOf(table, size)).not.toEqual([]);
    }
  });
  it('shows every figure that it is compared by', () => {
    const compared = [
      ...(table.published ? [table.published] : []),
      ...(table.references ?? []),
    ].flatMap(({ figures }) => Object.values(figures).flatMap(Object.keys));
    expect(table.figures).toEqual(expect.arrayContaining(compared));
  });
});
