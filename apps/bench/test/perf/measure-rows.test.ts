import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OneClassError } from '@oneclass/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PerfReport } from '../../src/perf/report.ts';
import type { PerfRow } from '../../src/perf/row.ts';
import { measureAndShow } from '../../src/perf/run-perf.ts';
import { checkCli } from '../../src/perf/start-up.ts';

let folder: string;
let [stdout, stderr] = ['', ''];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-rows-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  [stdout, stderr] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => (stdout += String(text)) !== '');
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => (stderr += String(text)) !== '');
});
afterEach(() => vi.restoreAllMocks());

/** Takes 300 ms a run, so that it needs no warming up; notes what was done. */
const row = (name: string, done: string[], more: Partial<PerfRow> = {}): PerfRow => ({
  name,
  title: `the row ${name}`,
  goals: {},
  prepare: () => ({
    async run() {
      done.push(name);
      await new Promise((resolve) => setTimeout(resolve, 300));
    },
    dispose: () => undefined,
  }),
  ...more,
});
const lacks = (what: string): Partial<PerfRow> => ({
  check: () => Promise.reject(new OneClassError('missing-package', `There is no ${what}.`)),
});
const failing = (name: string, done: string[]): PerfRow =>
  row(name, done, { prepare: () => Promise.reject(new RangeError('no room')) });

const run = (
  rows: readonly PerfRow[],
  options: object = {},
  signal = new AbortController().signal,
): Promise<void> => measureAndShow(rows, { backend: 'wasm', repeats: '1', ...options }, signal);

describe('what rows need', () => {
  it('is looked for before the first is measured, and all that lacks is said at once', async () => {
    const done: string[] = [];
    const rows = [row('a', done), row('b', done, lacks('spoon')), row('c', done, lacks('fork'))];
    const out = join(folder, 'a-folder');
    await mkdir(out);
    const error = await run(rows, { out, torch: join(folder, 'no-python') }).catch(
      (reason: unknown) => reason as OneClassError,
    );
    expect(error).toMatchObject({ code: 'missing-package' });
    const [first, ...others] = (error as OneClassError).message.split(/ \(\d\) /);
    expect(first).toBe('Nothing was measured, since 4 things are lacking:');
    expect(others).toEqual([
      expect.stringMatching(/^--torch \S+no-python: /),
      expect.stringMatching(/^The times can't be written to "\S+a-folder": it is a folder/),
      'There is no spoon.',
      'There is no fork.',
    ]);
    expect(done).toEqual([]);
  });

  it('is told alone where one thing lacks: a backend is no second reason of PyTorch’s', async () => {
    const done: string[] = [];
    const torch = join(folder, 'no-python');
    await expect(run([row('a', done)], { backend: 'abacus', torch })).rejects.toMatchObject({
      code: 'unknown-name',
    });
    await expect(run([row('a', done, lacks('spoon'))])).rejects.toThrow(/^There is no spoon\.$/);
    expect(done).toEqual([]);
  });

  it('is a command line that is there and starts', async () => {
    const cli = join(folder, 'cli.mjs');
    await expect(checkCli(cli)).rejects.toMatchObject({
      code: 'missing-package',
      message: expect.stringMatching(/cli\.mjs: it is not there\. Run `pnpm build`/) as string,
    });
    await writeFile(cli, "import 'nothing-of-that-name';");
    await expect(checkCli(cli)).rejects.toThrow(
      /does not start \(Error \[ERR_MODULE_NOT_FOUND\]: .*nothing-of-that-name/,
    );
    await writeFile(cli, "if (process.argv[2] !== '--version') process.exit(1);");
    await expect(checkCli(cli)).resolves.toBeUndefined();
  });
});

describe('a row that fails', () => {
  it('stops no other; those that have times are shown and written, and it is named in the end', async () => {
    const done: string[] = [];
    const out = join(folder, 'new', 'times.json');
    const rows = [row('a', done), failing('b', done), row('c', done)];
    await expect(run(rows, { out })).rejects.toMatchObject({
      code: 'unsupported',
      message:
        '1 of 3 rows failed; the others are above. Run these again with --rows b. ' +
        'b: RangeError: no room',
    });
    expect(stdout).toMatch(/^a .*\nc /m);
    expect(stderr).toContain('b: failed, the others go on. RangeError: no room\n');
    const report = JSON.parse(await readFile(out, 'utf8')) as PerfReport;
    expect(report.rows.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(report.failed).toEqual([{ name: 'b', message: 'RangeError: no room' }]);
  });

  it('is not taken for one when the run is stopped: what was measured is shown, and nothing written', async () => {
    const done: string[] = [];
    const controller = new AbortController();
    const out = join(folder, 'stopped.json');
    const stopping = row('b', done, {
      prepare() {
        controller.abort(new Error('enough'));
        throw new Error('its process was stopped too');
      },
    });
    await expect(
      run([row('a', done), stopping, row('c', done)], { out }, controller.signal),
    ).rejects.toThrow(/^enough$/);
    expect(stdout).toMatch(/^a /m);
    expect(stderr).not.toContain('failed');
    expect(done).not.toContain('c');
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });
});
