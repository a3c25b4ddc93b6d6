import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpack, type FeatureMethod } from '@oneclass/core';
import { drawnTextures } from '@oneclass/core/datasets';
import { dfr, type Dfr, type DfrConfig } from '@oneclass/dfr';
import { formatDuration, textTable } from '@oneclass/report';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import { randomVgg19 } from '@oneclass/vgg-features';
import { vgg19Provider } from '@oneclass/vgg-features/node';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { explainFigures, terminalTable } from '../../src/page/figures.ts';
import { keysOf } from '../../src/cell/key.ts';
import { runTable, type TableResult, type TableRun } from '../../src/command/run-table.ts';
import type { FinishedCell } from '../../src/page/row.ts';
import type { Cell, Table } from '../../src/table/table.ts';
import { writeOldResult } from '../old-result.ts';
import { resultOf } from '../result-of.ts';

let out: string;
let backend: BackendChoice;
let fits = 0;
const said: string[] = [];

const SIZE = 32;
const settings = { layers: ['relu1_1'] };

/** DFR, each fit counted. */
const countedDfr: FeatureMethod<DfrConfig, Dfr> = {
  ...dfr,
  on(extractor) {
    const method = dfr.on(extractor);
    return {
      ...method,
      fit(...given) {
        fits++;
        return method.fit(...given);
      },
    };
  },
};

const surfaces = () =>
  drawnTextures({ kind: 'weave', train: 4, good: 4, defective: 4, size: SIZE, seed: 0 });

const cellOf = (image: string): Cell => ({
  id: image,
  row: image,
  method: countedDfr,
  features: { provider: vgg19Provider, settings },
  config: { epochs: 1, latentSize: 4, score: { image } },
  data: {
    description: { set: 'surfaces' },
    load() {
      const { normal, test } = surfaces();
      return { train: normal, test, remarks: ['Drawn.'] };
    },
  },
});

const table: Table = {
  name: 'surfaces',
  title: 'Surfaces',
  figures: ['testAuroc', 'testPixelAuroc', 'testAupro'],
  kinds: ['scratch', 'hole', 'of another set'],
  references: [
    { name: 'theirs', source: 'nowhere', figures: { 'max, hole': { testAuroc: 0.125 } } },
  ],
  protocol: () => [],
  cells: () => ['max', 'mean'].map(cellOf),
};

const absent = (reason: string): Cell => ({
  ...cellOf('top-k'),
  data: { ...cellOf('top-k').data, missing: () => Promise.resolve(reason) },
});

const run = (of: Table, more: Partial<TableRun> = {}): Promise<TableResult> =>
  runTable(of, {
    size: 'full',
    seeds: [0],
    backend,
    folders: [],
    weights: 'random:0',
    out,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    say: (line) => said.push(line),
    ...more,
  });

beforeAll(async () => {
  backend = await useBackend('wasm');
  out = await mkdtemp(join(tmpdir(), 'oneclass-features-'));
});
afterEach(() => {
  fits = 0;
  said.length = 0;
  vi.unstubAllEnvs();
});
afterAll(() => rm(out, { recursive: true, force: true }));

describe('cells on pretrained features', () => {
  it('have one fit where only the score differs, and each its own detector', async () => {
    const { finished, page } = await run(table);
    expect(fits).toBe(1);
    expect(said).toContain('mean: fitted as max, whose detector it takes; only the score differs');
    const [max, mean] = finished.map(({ result }) => result);
    expect(max?.features).toMatchObject({ id: 'random-vgg19-seed0/reflection/relu1_1' });
    expect(mean?.losses).toEqual(max?.losses);
    expect(mean?.test.scores).not.toEqual(max?.test.scores);
    expect(mean?.pixels).toEqual(max?.pixels);

    const extractor = await randomVgg19(0, settings);
    const { detector } = unpack(await readFile(join(out, 'surfaces', 'mean-wasm.oneclass')), [
      dfr.on(extractor),
    ]);
    expect([...(await detector.score(surfaces().test.samples))]).toEqual(mean?.test.scores);
    detector.dispose();
    extractor.dispose();
    const html = await readFile(page, 'utf8');
    expect(html).toContain('random weights, which know nothing of images');
    expect(html).toContain(
      `2 cells on the wasm backend, fitted in ${formatDuration(max?.seconds.fit ?? NaN)}.`,
    );
    // Of both rows four misses, four false alarms and the six highest scores, with the truth
    // outlined.
    expect(html.match(/true defect/g)).toHaveLength(2);
    expect(html.match(/data:image\/webp/g)).toHaveLength(28);
  });

  it('are reused on the same features alone', async () => {
    await run(table);
    expect(fits).toBe(0);
    const { finished } = await run(table, { weights: 'random:1' });
    expect(fits).toBe(1);
    expect(finished[0]?.result.features?.id).toBe('random-vgg19-seed1/reflection/relu1_1');
  });

  it('take no fit on other features', async () => {
    const apart: Table = {
      ...table,
      name: 'apart',
      cells: () => ['max', 'mean'].map((image) => ({ ...cellOf(image), axes: { image } })),
    };
    await run(apart, { only: ['image=max'] });
    fits = 0;
    const { finished } = await run(apart, { only: ['image=mean'], weights: 'random:1' });
    expect(fits).toBe(1);
    expect(finished[0]?.result.features?.id).toBe('random-vgg19-seed1/reflection/relu1_1');
  });

  it('take the fit of a result of format 2', async () => {
    const apart: Table = {
      ...table,
      name: 'of-format-2',
      cells: () => ['max', 'mean'].map((image) => ({ ...cellOf(image), axes: { image } })),
    };
    const {
      finished: [max],
    } = await run(apart, { only: ['image=max'] });
    const path = join(out, 'of-format-2', 'max-wasm.json');
    const { cell, result } = max as FinishedCell;
    await writeOldResult(path, { ...result, format: 2, key: keysOf(cell, 'wasm').legacy });
    fits = 0;
    await run(apart, { only: ['image=mean'] });
    expect(fits).toBe(0);
    expect(await resultOf(path)).toEqual(result);
  });

  it('have their masks read before they are fitted', async () => {
    const { data, ...cell } = cellOf('max');
    const unreadable: Cell = {
      ...cell,
      data: {
        ...data,
        async load(context) {
          const loaded = await data.load(context);
          return {
            ...loaded,
            test: { ...loaded.test, masks: () => Promise.reject(new Error('the disk is gone')) },
          };
        },
      },
    };
    await expect(run({ ...table, name: 'unreadable', cells: () => [unreadable] })).rejects.toThrow(
      'masks() of cell "max" failed: Error: the disk is gone',
    );
    expect(fits).toBe(0);
  });

  it('are all fitted anew when forced, the first of each fit', async () => {
    await run(table);
    fits = 0;
    await run(table, { force: true });
    expect(fits).toBe(1);
  });

  it('need weights', async () => {
    vi.stubEnv('ONECLASS_WEIGHTS', '');
    await expect(
      run({ ...table, name: 'weightless' }, { weights: undefined }),
    ).rejects.toMatchObject({ code: 'invalid-argument', argument: '--weights' });
  });
});

describe('a table with kinds of anomaly', () => {
  it('shows each that is there apart, with the numbers of others, and what has to be said of the data', async () => {
    const { rows, finished } = await run(table);
    const text = textTable(terminalTable(table, rows));
    expect(text.split('\n')[0]).toMatch(
      /max +max, scratch +max, hole +mean +mean, scratch +mean, hole/,
    );
    expect(text).toMatch(/theirs +– +– +12\.50 +– +– +–/);
    const [first] = finished;
    const { labels, kinds, scores } = (first as FinishedCell).result.test;
    const hole = scores[kinds.indexOf('hole')] as number;
    const normal = scores.filter((_, i) => labels[i] === 0);
    // one hole: its AUROC
    const share = normal.filter((score) => score < hole).length / normal.length;
    expect(text.split('\n').find((line) => line.startsWith('test AUROC'))).toMatch(
      new RegExp(`AUROC, % +\\S+(?: \\(.*?\\))? +\\S+ +${(100 * share).toFixed(2)}`),
    );
    expect(first?.result.pixels?.byKind).toHaveProperty('hole.aupro');
    expect(explainFigures(table, rows)).toContain('Drawn.');
  });
});

describe('a table whose data are not all there', () => {
  it('leaves out the cells without, and says so', async () => {
    const { finished, leftOut } = await run({
      ...table,
      cells: () => [cellOf('max'), absent('Get it from nowhere.')],
    });
    expect(finished.map(({ cell }) => cell.id)).toEqual(['max']);
    expect(leftOut.map(({ id }) => id)).toEqual(['top-k']);
    expect(said).toContain('Left out: Get it from nowhere.');
  });

  it('ends where none is', async () => {
    await expect(
      run({ ...table, cells: () => [absent('Get it from nowhere.')], references: [] }),
    ).rejects.toMatchObject({ code: 'not-found', message: 'Get it from nowhere.' });
  });
});
