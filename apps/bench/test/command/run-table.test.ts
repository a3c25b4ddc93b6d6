import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOneClassError, unpack, type PackageId } from '@oneclass/core';
import { convAutoencoder } from '@oneclass/autoencoder';
import { fixedThreshold } from '@oneclass/core/thresholds';
import { auroc, scoreStatistics } from '@oneclass/core/metrics';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import { dfr } from '@oneclass/dfr';
import { vgg16Provider, vgg19Provider } from '@oneclass/vgg-features/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectPositions } from '../../src/page/select-positions.ts';
import { cellKey, fitKey, keysOf } from '../../src/cell/key.ts';
import { FORMAT, type CellResult } from '../../src/cell/result.ts';
import { writeResult } from '../../src/cell/write-result.ts';
import type { CheckedCell } from '../../src/table/checked-cell.ts';
import type { CellPackages } from '../../src/table/packages.ts';
import type { FinishedCell } from '../../src/page/row.ts';
import { runTable, type TableResult, type TableRun } from '../../src/command/run-table.ts';
import { openTable } from '../../src/table/open-table.ts';
import type { CellFeatures, Table } from '../../src/table/table.ts';
import { writeOldResult } from '../old-result.ts';
import { resultOf } from '../result-of.ts';
import { tinyCell, tinyInstalled, tinyTable } from '../tiny-table.ts';
import { withoutTimes } from '../without-times.ts';

let out: string;
let backend: BackendChoice;
let first: TableResult;
const said: string[] = [];

const run = (more: Partial<TableRun> = {}, table = tinyTable): Promise<TableResult> =>
  runTable(table, {
    size: 'full',
    seeds: [0, 1],
    backend,
    folders: [],
    out,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    say: (line) => said.push(line),
    ...more,
  });

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'oneclass-bench-'));
  backend = await useBackend('wasm');
  first = await run();
});
afterAll(() => rm(out, { recursive: true, force: true }));

describe('running a table', () => {
  it('writes a JSON file a cell with everything that its figures come from', async () => {
    const result = await resultOf(join(out, 'tiny', 'seed0-wasm.json'));
    expect(result).toEqual(first.finished[0]?.result);
    expect(result).toMatchObject({
      format: FORMAT,
      table: 'tiny',
      cell: 'seed0',
      method: 'conv-autoencoder',
      package: { name: '@oneclass/autoencoder', version: expect.any(String) as string },
      backend: 'wasm',
      row: 'conv-autoencoder',
      config: { epochs: 4, seed: 0 },
      published: { source: 'nowhere' },
    });
    expect(result.losses.flatMap(({ phase, epoch }) => (phase === 'fit' ? [epoch] : []))).toEqual([
      1, 2, 3, 4,
    ]);
    expect(result.figures['testAuroc']).toBe(
      auroc(result.test.labels, Float32Array.from(result.test.scores)),
    );
    const normal = (result.validation?.scores ?? []).filter(
      (_, i) => result.validation?.labels[i] === 0,
    );
    expect(result.figures['validationNormalMean']).toBeCloseTo(scoreStatistics(normal).mean, 6);
    expect(result.versions).toMatchObject({ node: process.versions.node, tfjs: '4.22.0' });
    expect(result.seconds.fit).toBeGreaterThan(0);
  });

  it('names files without the folders they were in', () => {
    expect(first.finished[0]?.result.files).toEqual([
      { name: 'ones.idx', md5: 'x', official: false },
    ]);
  });

  it('saves the detector that made the scores', async () => {
    const { detector } = unpack(await readFile(join(out, 'tiny', 'seed0-wasm.oneclass')), [
      convAutoencoder,
    ]);
    const { test } = await tinyCell(0, 4).data.load({
      folders: [],
      signal: new AbortController().signal,
    });
    expect([...(await detector.score(test.samples))]).toEqual(
      first.finished[0]?.result.test.scores,
    );
    detector.dispose();
  });

  it('writes one page with nothing to fetch, everything escaped', async () => {
    const page = await readFile(first.page, 'utf8');
    expect(page).toMatch(/A tiny &(#60|lt);em/);
    expect(page).not.toContain('<em>table');
    expect(page).toContain('Mean ± standard deviation (n − 1) over 2 seeds. Published: nowhere.');
    // loss, two histograms, ROC, precision-recall, confusion, codes
    expect(page.match(/<svg/g)?.length).toBe(7);
    expect(page.match(/data:image\/png/g)?.length).toBe(4);
    expect(page).not.toMatch(/<script|src="http|href="http/);
  });

  it('reuses finished cells, computes missing ones, and gives the same again when forced', async () => {
    const path = join(out, 'tiny', 'seed0-wasm.json');
    const written = (await stat(path)).mtimeMs;
    await rm(join(out, 'tiny', 'seed1-wasm.json'));
    said.length = 0;
    const again = await run();
    expect((await stat(path)).mtimeMs).toBe(written);
    expect(said[0]).toContain('finished before');
    expect(said[1]).not.toContain('finished before');
    expect(again.finished[1]?.result.test.scores).toEqual(first.finished[1]?.result.test.scores);
    const forced = await run({ seeds: [0], force: true });
    expect((await stat(path)).mtimeMs).not.toBe(written);
    expect(forced.finished[0]?.result.test.scores).toEqual(first.finished[0]?.result.test.scores);
  });

  it('takes a result of format 2, also a failure, and writes it anew with its key and versions of today', async () => {
    const path = join(out, 'tiny', 'seed0-wasm.json');
    const { cell, result } = first.finished[0] as FinishedCell;
    const { package: _, ...unversioned } = result;
    const old = { format: 2, key: keysOf(cell, 'wasm').legacy };
    await writeOldResult(path, { ...unversioned, ...old });
    said.length = 0;
    const { finished } = await run({ seeds: [0] });
    expect(said[0]).toContain('finished before');
    expect(finished[0]?.result).toEqual(result);
    expect(await resultOf(path)).toEqual(result);

    const { figures: __, threshold: ___, test: ____, validation: _____, ...record } = result;
    const error = { code: 'collapsed' as const, message: 'alike' };
    await writeOldResult(path, { ...record, ...old, error });
    const { failed } = await run({ seeds: [0] });
    expect(failed[0]?.result).toMatchObject({ error, format: FORMAT, key: result.key });
    await writeResult(path, result);
  });

  it('computes a result of another version again, and says so', async () => {
    const path = join(out, 'tiny', 'seed0-wasm.json');
    const { cell, result } = first.finished[0] as FinishedCell;
    const packages = { package: { name: '@oneclass/autoencoder', version: '0.0.0-before' } };
    const key = cellKey({ ...cell, packages }, 'wasm');
    await writeResult(path, { ...result, ...packages, key });
    said.length = 0;
    const { finished } = await run({ seeds: [0] });
    const { name, version = '' } = result.package as PackageId;
    expect(said[0]).toBe(
      `seed0: computed by ${name} 0.0.0-before, ${name} ${version} is installed: computed again`,
    );
    expect(withoutTimes(finished[0]?.result)).toEqual(withoutTimes(result));
    await writeResult(path, result);
  });

  it('keeps no checkpoint of a method that does not resume, and removes one that is there', async () => {
    const stores: unknown[] = [];
    const method: typeof convAutoencoder = {
      ...convAutoencoder,
      resumable: false,
      fit(images, config, fitRun) {
        stores.push(fitRun?.checkpoint);
        return convAutoencoder.fit(images, config, fitRun);
      },
    };
    const path = join(out, 'once', 'seed0-wasm.checkpoint');
    await mkdir(join(out, 'once'));
    await writeFile(path, 'left over');
    said.length = 0;
    const once: Table = {
      ...tinyTable,
      name: 'once',
      cells: () => [{ ...tinyCell(0, 1), method, package: undefined }],
    };
    await run({ seeds: [0] }, once);
    expect(stores).toEqual([undefined]);
    expect(existsSync(path)).toBe(false);
    expect(said.join()).not.toContain('continu');
    expect(said[0]).toContain('once: No version is known of method conv-autoencoder: ');
  });

  it('draws threshold and figures of a reused cell anew from its scores, and writes them with what they are compared with now', async () => {
    const references = [
      {
        name: 'PyTorch',
        source: 'nowhere either',
        figures: { 'conv-autoencoder': { testAuroc: 0.25 } },
      },
    ];
    const strict: Table = {
      ...tinyTable,
      references,
      cells: async (options) =>
        (await tinyTable.cells(options)).map((cell) => ({
          ...cell,
          threshold: () => fixedThreshold(0),
        })),
    };
    const { finished } = await run({ seeds: [0] }, strict);
    expect(finished[0]?.result.threshold?.value).toBe(0);
    // all called anomalous, nine kinds of ten are
    expect(finished[0]?.result.figures['testAccuracy']).toBeCloseTo(0.9, 6);
    expect(finished[0]?.result.references).toEqual(
      references.map(({ figures, ...others }) => ({
        ...others,
        figures: figures['conv-autoencoder'],
      })),
    );
    expect(await resultOf(join(out, 'tiny', 'seed0-wasm.json'))).toEqual(finished[0]?.result);
  });

  it('leaves the file of a reused cell as it is when only the order of its keys is another', async () => {
    const placed: Table = {
      ...tinyTable,
      cells: async (options) =>
        (await tinyTable.cells(options)).map((cell) => ({ ...cell, axes: { shape: 'any' } })),
    };
    const reuse = (): Promise<TableResult> => run({ seeds: [0] }, placed);
    const path = join(out, 'tiny', 'seed0-wasm.json');
    await reuse();
    const { axes, ...others } = JSON.parse(await readFile(path, 'utf8')) as CellResult;
    const turned = JSON.stringify({ axes, ...others });
    await writeFile(path, turned);
    await reuse();
    expect(await readFile(path, 'utf8')).toBe(turned);
  });

  it('says so when results cannot be written where they should', async () => {
    const file = join(out, 'a-file');
    await writeFile(file, '');
    await expect(run({ out: file, seeds: [3] })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    await expect(
      run({ out: join(out, 'tiny', 'seed0-wasm.json', 'x'), seeds: [3] }),
    ).rejects.toSatisfy(isOneClassError);
  });

  it('keeps a quick run apart, and says so on its page', async () => {
    const { page } = await run({ size: 'quick', seeds: [0] });
    expect(page).toBe(join(out, 'tiny-quick', 'index.html'));
    expect(await readFile(page, 'utf8')).toContain(
      'Quick run: one seed, and fewer images or epochs than the table asks for; its figures ' +
        'are not comparable.',
    );
  });

  it('refuses a file in its way that is no result', async () => {
    const other = await mkdtemp(join(tmpdir(), 'oneclass-bench-'));
    await run({ seeds: [0], size: 'quick', out: other });
    const path = join(other, 'tiny-quick', 'seed0-wasm.json');
    const { key } = await resultOf(path);
    for (const text of ['{ "half', '[]', JSON.stringify({ key })]) {
      await writeFile(path, text);
      await expect(run({ seeds: [0], size: 'quick', out: other })).rejects.toSatisfy(
        (error) => isOneClassError(error) && error.code === 'invalid-data',
      );
    }
    await rm(other, { recursive: true });
  });

  it('continues a cell that was interrupted, to the same result', async () => {
    const other = await mkdtemp(join(tmpdir(), 'oneclass-bench-'));
    const controller = new AbortController();
    const stopped = run({
      out: other,
      seeds: [0],
      signal: controller.signal,
      onProgress: (event) => {
        if (event.type === 'epoch-end' && event.epoch === 2) controller.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(await readdir(join(other, 'tiny'))).toEqual(['seed0-wasm.checkpoint']);
    said.length = 0;
    let resumed: number | undefined;
    const { finished } = await run({
      out: other,
      seeds: [0],
      onProgress: (event) => {
        if (event.type === 'phase-start') resumed ??= event.resumedSteps;
      },
    });
    expect(said).toContain('seed0: a stopped run left its fit, continuing it');
    expect(resumed).toBeGreaterThan(0);
    expect(withoutTimes(finished[0]?.result)).toEqual(withoutTimes(first.finished[0]?.result));
    expect((await readdir(join(other, 'tiny'))).sort()).toEqual([
      'index.html',
      'seed0-wasm.json',
      'seed0-wasm.oneclass',
    ]);
    await rm(other, { recursive: true });
  });

  it.each([
    ['another fit', async (path: string) => rename(path.replace('seed0', 'seed1'), path)],
    ['a damaged one', async (path: string) => writeFile(path, 'half of')],
  ])(
    'removes a checkpoint that it cannot continue, %s, says so and fits anew',
    async (_, spoil) => {
      const other = await mkdtemp(join(tmpdir(), 'oneclass-bench-'));
      const controller = new AbortController();
      const stopped = run({
        out: other,
        seeds: [1],
        signal: controller.signal,
        onProgress: () => {
          controller.abort(new Error('enough'));
        },
      });
      await expect(stopped).rejects.toThrow('enough');
      await spoil(join(other, 'tiny', 'seed0-wasm.checkpoint'));
      said.length = 0;
      const { finished } = await run({ out: other, seeds: [0] });
      expect(said.join()).toContain(
        "seed0: it can't be continued, so it is removed and fitted anew.",
      );
      expect(withoutTimes(finished[0]?.result)).toEqual(withoutTimes(first.finished[0]?.result));
      await rm(other, { recursive: true });
    },
  );

  it('removes what a run killed after its result has left, and forgets a stopped fit when forced', async () => {
    const other = await mkdtemp(join(tmpdir(), 'oneclass-bench-'));
    const path = join(other, 'tiny-quick', 'seed0-wasm.checkpoint');
    await run({ out: other, seeds: [0], size: 'quick' });
    for (const force of [false, true]) {
      await writeFile(path, 'left over');
      said.length = 0;
      await run({ out: other, seeds: [0], size: 'quick', force });
      expect(existsSync(path)).toBe(false);
      expect(said.join()).not.toContain('continu');
    }
    await rm(other, { recursive: true });
  });
});

describe('the documented example of a table of one’s own', () => {
  it('runs, with its method’s package imported by name', async () => {
    const { table: example, from } = await openTable(
      fileURLToPath(new URL('../../../../examples/pixel-gaussian/table.js', import.meta.url)),
      [],
    );
    const { finished } = await run({ from, seeds: [0] }, example);
    expect(finished.map(({ result }) => result.method)).toEqual(
      Array<string>(3).fill('pixel-gaussian'),
    );
    for (const { result } of finished) {
      expect(result.figures.testAuroc).toBeGreaterThan(0.7);
      expect(result.package?.name).toBe('oneclass-pixel-gaussian');
    }
  });
});

describe('the key of a cell', () => {
  const named = (version: string): CellPackages => ({
    package: { name: '@oneclass/autoencoder', version },
  });

  it('depends on data, config, backend and versions, and on nothing else', () => {
    const key = cellKey(tinyInstalled(0, 4), 'wasm');
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(cellKey({ ...tinyInstalled(0, 4), id: 'another name' }, 'wasm')).toBe(key);
    const others = [
      cellKey(tinyInstalled(1, 4), 'wasm'),
      cellKey(tinyInstalled(0, 5), 'wasm'),
      cellKey(tinyInstalled(0, 4), 'cpu'),
      cellKey(tinyInstalled(0, 4, named('1.0.1')), 'wasm'),
      cellKey(tinyInstalled(0, 4, {}), 'wasm'),
    ];
    expect(new Set([key, ...others]).size).toBe(6);
  });

  it('and that of its fit, depend on the provider, settings and version of its features', () => {
    const of = (
      settings: CellFeatures['settings'],
      { provider = vgg19Provider, ...packages }: CellPackages & Partial<CellFeatures> = {},
    ): CheckedCell => ({
      ...tinyInstalled(0, 1, packages),
      method: dfr,
      config: {},
      features: { provider, settings },
    });
    const layers = ['relu1_1'];
    const package_ = { name: 'x', version: '1' };
    const others = [
      of({ layers }),
      of({ layers: ['relu2_1'] }),
      of({ layers }, { provider: vgg16Provider }),
      of({ layers }, { featuresPackage: package_ }),
      of({ layers }, { featuresPackage: { ...package_, version: '2' } }),
    ];
    for (const keyOf of [cellKey, fitKey])
      expect(new Set(others.map((cell) => keyOf(cell, 'wasm'))).size).toBe(5);
    const asDefault = of({ layers, padding: 'reflection' });
    expect(cellKey(asDefault, 'wasm')).toBe(cellKey(of({ layers }), 'wasm'));
  });
});

describe('the images on a page', () => {
  it('are the lowest and highest scores, the worst false alarms and the worst misses', () => {
    const test = { labels: [0, 1, 0, 1, 0], scores: [0.1, 0.9, 0.8, 0.2, 0.3], kinds: [], ids: [] };
    expect(selectPositions(test).map(({ positions }) => positions)).toEqual([
      [0, 3, 4, 2, 1],
      [1, 2, 4, 3, 0],
      [2, 4, 0],
      [3, 1],
    ]);
  });
});
