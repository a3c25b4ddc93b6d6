import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOneClassError, unpack } from '@oneclass/core';
import { convAutoencoder } from '@oneclass/autoencoder';
import { fixedThreshold } from '@oneclass/core/thresholds';
import { auroc, scoreStatistics } from '@oneclass/core/metrics';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectPositions } from '../src/page/gallery.ts';
import { cellKey, type CellResult } from '../src/result.ts';
import { runTable, type TableResult, type TableRun } from '../src/run-table.ts';
import type { Table } from '../src/table/table.ts';
import { tinyCell, tinyTable } from './tiny-table.ts';

let out: string;
let backend: BackendChoice;
let first: TableResult;
const said: string[] = [];

const run = (more: Partial<TableRun> = {}): Promise<TableResult> =>
  runTable(tinyTable, { size: 'full', seeds: [0, 1], backend, folders: [], out, signal: new AbortController().signal, onProgress: () => undefined, say: (line) => said.push(line), ...more });

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'oneclass-bench-'));
  backend = await useBackend('wasm');
  first = await run();
});
afterAll(() => rm(out, { recursive: true, force: true }));

describe('running a table', () => {
  it('writes a JSON file a cell with everything that its figures come from', async () => {
    const result = JSON.parse(await readFile(join(out, 'tiny', 'seed0-wasm.json'), 'utf8')) as CellResult;
    expect(result).toEqual(first.results[0]);
    expect(result).toMatchObject({ format: 1, table: 'tiny', cell: 'seed0', method: 'conv-autoencoder', backend: 'wasm', config: { epochs: 4, seed: 0 }, published: { source: 'nowhere' } });
    expect(result.losses.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(result.figures['testAuroc']).toBe(auroc(result.test.labels, Float32Array.from(result.test.scores)));
    const normal = (result.validation?.scores ?? []).filter((_, i) => result.validation?.labels[i] === 0);
    expect(result.figures['validationNormalMean']).toBeCloseTo(scoreStatistics(normal).mean, 6);
    expect(result.versions).toMatchObject({ node: process.versions.node, tfjs: '4.22.0' });
    expect(result.seconds.fit).toBeGreaterThan(0);
  });

  it('names files without the folders they were in', () => {
    expect(first.results[0]?.files).toEqual([{ name: 'ones.idx', md5: 'x', official: false }]);
  });

  it('saves the detector that made the scores', async () => {
    const { detector } = unpack(await readFile(join(out, 'tiny', 'seed0-wasm.oneclass')), [convAutoencoder]);
    const { test } = await tinyCell(0, 4).data.load([], new AbortController().signal);
    expect([...(await detector.score(test.samples))]).toEqual(first.results[0]?.test.scores);
    detector.dispose();
  });

  it('writes one page with nothing to fetch, everything escaped', async () => {
    const page = await readFile(first.page, 'utf8');
    expect(page).toMatch(/A tiny &(#60|lt);em/);
    expect(page).not.toContain('<em>table');
    expect(page).toContain('Mean ± standard deviation over 2 seeds. Published: nowhere.');
    expect(page.match(/<svg/g)?.length).toBe(4);
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
    expect(again.results[1]?.test.scores).toEqual(first.results[1]?.test.scores);
    const forced = await run({ seeds: [0], force: true });
    expect((await stat(path)).mtimeMs).not.toBe(written);
    expect(forced.results[0]?.test.scores).toEqual(first.results[0]?.test.scores);
  });

  it('draws threshold and figures of a reused cell anew from its scores', async () => {
    const strict: Table = { ...tinyTable, cells: (options) => tinyTable.cells(options).map((cell) => ({ ...cell, threshold: () => fixedThreshold(0) })) };
    const { results } = await runTable(strict, { size: 'full', seeds: [0], backend, folders: [], out, signal: new AbortController().signal, onProgress: () => undefined, say: () => undefined });
    expect(results[0]?.threshold?.value).toBe(0);
    expect(results[0]?.figures['testAccuracy']).toBeCloseTo(0.9, 6); // all called anomalous, nine kinds of ten are
  });

  it('says so when results cannot be written where they should', async () => {
    const file = join(out, 'a-file');
    await writeFile(file, '');
    await expect(run({ out: file, seeds: [3] })).rejects.toMatchObject({ code: 'invalid-data' });
    await expect(run({ out: join(out, 'tiny', 'seed0-wasm.json', 'x'), seeds: [3] })).rejects.toSatisfy(isOneClassError);
  });

  it('keeps a quick run apart, and says so on its page', async () => {
    const { page } = await run({ size: 'quick', seeds: [0] });
    expect(page).toBe(join(out, 'tiny-quick', 'index.html'));
    expect(await readFile(page, 'utf8')).toContain('not comparable');
  });

  it('refuses a file in its way that is no result', async () => {
    const other = await mkdtemp(join(tmpdir(), 'oneclass-bench-'));
    await run({ seeds: [0], size: 'quick', out: other });
    const path = join(other, 'tiny-quick', 'seed0-wasm.json');
    const { key } = JSON.parse(await readFile(path, 'utf8')) as CellResult;
    for (const text of ['{ "half', '[]', JSON.stringify({ key })]) {
      await writeFile(path, text);
      await expect(run({ seeds: [0], size: 'quick', out: other })).rejects.toSatisfy((error) => isOneClassError(error) && error.code === 'invalid-data');
    }
    await rm(other, { recursive: true });
  });

  it('leaves no file of a cell that was interrupted', async () => {
    const other = await mkdtemp(join(tmpdir(), 'oneclass-bench-'));
    const controller = new AbortController();
    const stopped = run({ out: other, signal: controller.signal, onProgress: (event) => { if (event.type === 'epoch-end') controller.abort(new Error('enough')); } });
    await expect(stopped).rejects.toThrow('enough');
    expect(await readdir(join(other, 'tiny'))).toEqual([]);
    await rm(other, { recursive: true });
  });
});

describe('the key of a cell', () => {
  it('depends on data, config and backend, and on nothing else', () => {
    const key = cellKey(tinyCell(0, 4), 'wasm');
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(cellKey({ ...tinyCell(0, 4), id: 'another name' }, 'wasm')).toBe(key);
    expect(new Set([key, cellKey(tinyCell(1, 4), 'wasm'), cellKey(tinyCell(0, 5), 'wasm'), cellKey(tinyCell(0, 4), 'cpu')]).size).toBe(4);
  });
});

describe('the images on a page', () => {
  it('are the first of each label, the worst false alarms and the worst misses', () => {
    const test = { labels: [0, 1, 0, 1, 0], scores: [0.1, 0.9, 0.8, 0.2, 0.3], kinds: [], ids: [] };
    expect(selectPositions(test).map(({ positions }) => positions)).toEqual([[0, 2, 4], [1, 3], [2, 4, 0], [3, 1]]);
  });
});
