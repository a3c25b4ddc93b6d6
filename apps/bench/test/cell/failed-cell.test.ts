import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OneClassError } from '@oneclass/core';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FORMAT } from '../../src/cell/result.ts';
import { createProgram } from '../../src/program.ts';
import { runTable, type TableResult, type TableRun } from '../../src/command/run-table.ts';
import { loadTable } from '../../src/table/load-table.ts';
import type { Table } from '../../src/table/table.ts';
import { resultOf } from '../result-of.ts';

const FILE = fileURLToPath(new URL('./collapsing-table.js', import.meta.url));
let out: string;
let backend: BackendChoice;
let table: Table;
let first: TableResult;
const said: string[] = [];

const run = (more: Partial<TableRun> = {}, of = table): Promise<TableResult> =>
  runTable(of, {
    size: 'full',
    seeds: [0, 1, 2],
    backend,
    folders: [],
    out,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    say: (line) => said.push(line),
    ...more,
  });

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'oneclass-failed-'));
  backend = await useBackend('wasm');
  table = await loadTable(FILE);
  first = await run();
});
afterAll(() => rm(out, { recursive: true, force: true }));

describe('a cell whose fit collapses', () => {
  it('stops no other', () => {
    expect(first.finished.map(({ cell }) => cell.id)).toEqual(['some-seed0', 'some-seed2']);
    expect(first.failed.map(({ cell }) => cell.id)).toEqual(['some-seed1', 'all-seed1']);
    expect(said).toContain(
      'some-seed1: collapsed, the others go on. every <image> is alike. Take another `seed`.',
    );
  });

  it('is recorded with how it was made, and no detector beside it', async () => {
    const failure = await resultOf(join(out, 'collapsing', 'some-seed1-wasm.json'));
    expect(failure).toMatchObject({
      ...{
        format: FORMAT,
        table: 'collapsing',
        cell: 'some-seed1',
        row: 'some',
        method: 'mlp-autoencoder',
        config: { seed: 1, epochs: 2, batchSize: 512 },
      },
      ...{
        error: { code: 'collapsed', message: 'every <image> is alike. Take another `seed`.' },
        backend: 'wasm',
        data: { seed: 1 },
      },
      ...{
        seconds: { fit: expect.any(Number) as number },
        versions: { node: process.versions.node },
        machine: { platform: expect.any(String) as string, device: 'CPU', threads: 1 },
      },
    });
    expect(Object.keys(failure)).not.toContain('figures');
    expect(
      ['oneclass', 'checkpoint'].filter((ending) =>
        existsSync(join(out, 'collapsing', `some-seed1-wasm.${ending}`)),
      ),
    ).toEqual([]);
  });

  it('is on the page, escaped, and in no mean', async () => {
    const page = await readFile(first.page, 'utf8');
    expect(page).toContain(
      'Mean ± standard deviation (n − 1) over the finished seeds of a row. 2 collapsed: no ' +
        'result, and in no mean.',
    );
    expect(page).toMatch(/Seed 1 has no result: collapsed\. every &#60;image&#62; is alike/);
    expect(page).toMatch(/some<\/td><td[^>]*>2 of 3, 1 collapsed</);
    expect(page).toMatch(/all<\/td><td[^>]*>0 of 1, 1 collapsed<\/td><td[^>]*>collapsed</);
    expect(page).toContain('error.code');
  });

  it('is reused like a finished one, and fitted again when forced', async () => {
    said.length = 0;
    await run({ seeds: [1] });
    expect(said[0]).toMatch(/some-seed1: collapsed before, taken from/);
    said.length = 0;
    await run({ seeds: [1], force: true });
    expect(said[0]).not.toContain('before');
  });

  it('takes away the detector of an earlier fit', async () => {
    const stale = join(out, 'collapsing', 'all-seed1-wasm.oneclass');
    await writeFile(stale, 'of another config');
    await run({ seeds: [1], force: true });
    expect(existsSync(stale)).toBe(false);
  });

  it('is refused where its file does not say how it ended', async () => {
    const path = join(out, 'collapsing', 'all-seed1-wasm.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"collapsed"', '"tired"'));
    await expect(run({ seeds: [1] })).rejects.toMatchObject({ code: 'invalid-data' });
    await rm(path);
  });
});

describe('a cell that ends with another error', () => {
  it('stops the table', async () => {
    const failing: Table = {
      ...table,
      name: 'failing',
      cells: async (options) =>
        (await table.cells(options)).map((cell) => ({
          ...cell,
          method: {
            ...cell.method,
            fit: () => Promise.reject(new OneClassError('invalid-data', 'too few images')),
          },
        })),
    };
    await expect(run({}, failing)).rejects.toMatchObject({ code: 'invalid-data' });
    expect(existsSync(join(out, 'failing', 'some-seed0-wasm.json'))).toBe(false);
  });
});

describe('oneclass-bench run of a table with a cell that collapses', () => {
  it('shows the means of the others with their number of seeds, and fails in the end', async () => {
    const printed: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const program = createProgram(new AbortController().signal).parseAsync([
      'node',
      'oneclass-bench',
      'run',
      FILE,
      '--seeds',
      '0,1,2',
      '--backend',
      'wasm',
      '--out',
      out,
    ]);
    await expect(program).rejects.toMatchObject({
      code: 'collapsed',
      message: expect.stringMatching(
        /^2 of 4 cells have no result \(2 collapsed\): some-seed1, all-seed1\./,
      ) as string,
    });
    vi.restoreAllMocks();
    const text = printed.join('');
    expect(text).toMatch(/seeds +2 of 3, 1 collapsed +0 of 1, 1 collapsed/);
    expect(text).toMatch(/test AUROC, % +\d+\.\d\d ± \d+\.\d\d +collapsed/);
    expect(text).toContain('Mean ± standard deviation (n − 1)');
    expect(text).toContain('Charts and images:');
  });
});
