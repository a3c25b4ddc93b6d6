import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refresh } from '../../src/cell/refresh.ts';
import { cellKey, keysOf } from '../../src/cell/key.ts';
import type { CellPlace } from '../../src/cell/place.ts';
import { parseResult, readResult } from '../../src/cell/read-result.ts';
import {
  FORMAT,
  type CellResult,
  type EpochLosses,
  type ScoredSet,
} from '../../src/cell/result.ts';
import { writeResult } from '../../src/cell/write-result.ts';
import { packSet, unpackSet } from '../../src/cell/scored-set.ts';
import { checkedCell } from '../../src/table/checked-cell.ts';
import { loadCells } from '../../src/table/load-cells.ts';
import { tables } from '../../src/paper/index.ts';
import { openTable } from '../../src/table/open-table.ts';
import { writeOldResult } from '../old-result.ts';
import { tinyCell, tinyTable } from '../tiny-table.ts';

const KEYS = { key: 'k', legacy: 'old' };
/** 1 and 2. */
const SCORES = 'AACAPwAAAEA=';
const RESULTS = fileURLToPath(new URL('../../../../results', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-result-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function result({
  test,
  losses = [],
}: {
  test: ScoredSet;
  losses?: readonly EpochLosses[];
}): CellResult {
  return {
    ...{
      format: FORMAT,
      key: 'k',
      table: 't',
      cell: 'c',
      row: 'r',
      method: 'm',
      config: { seed: 0 },
      data: {},
      files: [],
      published: null,
      references: [],
    },
    ...{
      losses,
      backend: 'wasm',
      versions: {},
      machine: {},
      finishedAt: '',
      figures: {},
      threshold: null,
      seconds: { load: 0, fit: 0, score: 0 },
      validation: null,
      test,
    },
  };
}

const { threshold: _, ...withoutThreshold } = tinyCell(0, 1);
const cell = checkedCell(withoutThreshold, {
  package: { name: '@oneclass/autoencoder', version: '1.0.0' },
});
const placeOf = (name: string): CellPlace => ({
  path: join(folder, name),
  keys: keysOf(cell, 'wasm'),
});

const throughFile = async (given: CellResult): Promise<unknown> => {
  const path = join(folder, 'one.json');
  await writeResult(path, given);
  return readResult(path, KEYS);
};

/** As many images as `scores`, of so many kinds in turn. */
const setOf = (scores: readonly number[], kinds: number): ScoredSet => ({
  scores,
  labels: scores.map((_, i) => Number(i % kinds > 0)),
  kinds: scores.map((_, i) => String(i % kinds)),
});

describe('the file of a result', () => {
  it('keeps every float32 to the bit, and labels and kinds whatever they are', () => {
    const image = fc.record({
      score: fc.float({ noNaN: true, noDefaultInfinity: true }),
      label: fc.constantFrom(0, 1),
      kind: fc.string({ maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(image, { maxLength: 60 }), (images) => {
        const set = {
          labels: images.map(({ label }) => label),
          kinds: images.map(({ kind }) => kind),
          scores: images.map(({ score }) => score),
        };
        expect(unpackSet(JSON.parse(JSON.stringify(packSet(set))) as never, FORMAT)).toEqual(set);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('has two digits an image for more than 36 kinds', () => {
    const set = setOf(
      Array.from({ length: 80 }, (_, i) => i),
      40,
    );
    expect(packSet(set).group).toMatch(/^00010203.*1213/);
    expect(unpackSet(packSet(set), FORMAT)).toEqual(set);
  });

  it('keeps losses of several phases and names in their order', async () => {
    const losses: EpochLosses[] = [
      ...[1, 2, 3].map((epoch) => ({
        phase: 'pretrain',
        epoch,
        losses: { loss: 1 / (3 * epoch), penalty: 0.1 },
      })),
      { phase: 'fit', epoch: 1, losses: { loss: 0.1 } },
      { phase: 'fit', epoch: 3, losses: { loss: 0.05 } },
      { phase: 'fit', epoch: 4, losses: { loss: 0.04, radius: 2 } },
      { phase: 'pretrain', epoch: 4, losses: {} },
    ];
    const given = result({ test: setOf([0.5, 0.25], 2), losses });
    expect(await throughFile(given)).toEqual(given);
  });

  it('takes at most 80 KB for 10,000 test images of ten kinds and 300 epochs', async () => {
    let state = 1;
    const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    const scores = Array.from({ length: 10_000 }, () => Math.fround(0.05 + random()));
    const losses = Array.from({ length: 300 }, (_, epoch) => ({
      phase: 'fit',
      epoch,
      losses: { loss: random() },
    }));
    const given = result({ test: setOf(scores, 10), losses });
    expect(await throughFile(given)).toEqual(given);
    expect((await stat(join(folder, 'one.json'))).size).toBeLessThan(80_000);
  });

  it.each([
    ['of a later format', { format: 5 }, 'Its format is 5; this version reads 1 to 4.'],
    ['of no format', { format: 'latest' }, 'Its format is latest; this version reads 1 to 4.'],
    ['without losses', { losses: null }, ''],
    [
      'with fewer kinds than scores',
      { test: { scores: SCORES, groups: [{ kind: 'a', label: 0 }], group: '0' } },
      'Its scores and groups are not equally many.',
    ],
    [
      'with a kind that is not listed',
      { test: { scores: SCORES, groups: [{ kind: 'a', label: 0 }], group: '01' } },
      '',
    ],
    ['without scores', { test: {} }, ''],
    ...(
      [
        ['half a number', 'AACAPw'],
        ['what is no base64', '!!!!AACAPw=='],
        ['a number that is not finite', 'AADAfw=='],
      ] as const
    ).map(([what, scores]): [string, object, string] => [
      `with scores that have ${what}`,
      { test: { scores, groups: [{ kind: 'a', label: 0 }], group: '0' } },
      'Its scores are not finite float32 numbers in base64.',
    ]),
    ['without a key', { key: null }, 'It has no key.'],
  ])('is refused %s', (_, spoilt, reason) => {
    const text = JSON.stringify({
      ...result({ test: setOf([], 1) }),
      test: packSet(setOf([1, 2], 2)),
      ...spoilt,
    });
    expect(() => parseResult(text, 'x.json')).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        message: expect.stringContaining(reason) as string,
      }) as Error,
    );
  });

  it('keeps the interval of its AUROC when its cell is reused, and has the other figures anew', async () => {
    const known = {
      ...result({ test: setOf([0.1, 0.7, 0.3, 0.2], 2) }),
      figures: { testAuroc: 0, testAurocLow: 0.25, testAurocHigh: 0.75 },
    };
    const { figures } = (await refresh(cell, known, {
      table: tinyTable,
      place: placeOf('reused'),
    })) as CellResult;
    expect(figures).toMatchObject({ testAuroc: 0.75, testAurocLow: 0.25, testAurocHigh: 0.75 });
  });

  const scored = {
    test: setOf([0.1, 0.7, 0.3, 0.2].map(Math.fround), 2),
    losses: [{ phase: 'fit', epoch: 1, losses: { loss: 0.5 } }],
  };

  it('of format 1 is read, and written anew when its cell is reused', async () => {
    const place = placeOf('old');
    const { path } = place;
    const old = { ...result(scored), format: 1, key: 'old', table: 'tiny' };
    const test = { ...old.test, ids: ['7', '8', '9', '10'] };
    await writeFile(`${path}.json`, JSON.stringify({ ...old, test }));
    const known = await readResult(`${path}.json`, KEYS);
    expect(known).toEqual(old);
    await refresh(cell, known as CellResult, { table: tinyTable, place });
    expect(await readFile(`${path}.json`, 'utf8')).toContain('"format": 4');
    expect(await readResult(`${path}.json`, place.keys)).toMatchObject(scored);
  });

  it('of format 2 is taken by its old key, and gets format, key and packages of today, no more', async () => {
    const { published: __, references: ___, ...table } = tinyTable;
    const place = placeOf('format-2');
    const { path, keys } = place;
    const { axes: ____, ...refreshed } = (await refresh(cell, result(scored), {
      table,
      place,
    })) as CellResult;
    const { package: id, ...unversioned } = refreshed;
    const old = { ...unversioned, format: 2, key: keys.legacy };
    await writeOldResult(`${path}.json`, old);
    const known = await readResult(`${path}.json`, keys);
    expect(known).toEqual(old);
    await refresh(cell, known as CellResult, { table, place });
    const written = JSON.parse(await readFile(`${path}.json`, 'utf8')) as CellResult;
    const { format, key, package: of, ...others } = written;
    expect({ format, key, of }).toEqual({ format: FORMAT, key: keys.key, of: id });
    const { format: _____, key: ______, ...before } = old;
    expect({ ...others, test: unpackSet(others.test as never, FORMAT) }).toEqual({
      ...before,
      losses: [{ phase: 'fit', epochs: [1], losses: { loss: [0.5] } }],
    });
    expect(Object.keys(written).slice(0, 8)).toEqual([
      ...['format', 'key', 'table', 'cell', 'row', 'method', 'package', 'config'],
    ]);
  });

  it('of format 3 is read to the bit, and written anew when its cell is reused', async () => {
    const place = placeOf('format-3');
    const path = `${place.path}.json`;
    const old = { ...result(scored), format: 3, key: place.keys.key };
    await writeOldResult(path, old);
    expect(await readFile(path, 'utf8')).toContain(`"scores":${JSON.stringify(old.test.scores)}`);
    const known = await readResult(path, place.keys);
    expect(known).toEqual(old);
    await refresh(cell, known as CellResult, { table: tinyTable, place });
    const text = await readFile(path, 'utf8');
    expect(text).toContain('"format": 4');
    expect(text).toContain('"scores": "zczMPTMzMz+amZk+zcxMPg=="');
    expect(await readResult(path, place.keys)).toMatchObject(scored);
  });

  it('of format 3 is not taken by a key without versions', async () => {
    const path = join(folder, 'legacy-key.json');
    await writeOldResult(path, { ...result(scored), format: 3, key: 'old' });
    expect(await readResult(path, KEYS)).toBeUndefined();
  });
});

describe('committed results', async () => {
  const paths = (await readdir(RESULTS, { recursive: true })).filter(
    (path) => path.endsWith('.json') && !path.startsWith('perf'),
  );

  it.each(paths)('%s is of this format, as it would be written', async (path) => {
    const text = await readFile(join(RESULTS, path), 'utf8');
    const copy = join(folder, 'copy.json');
    await writeResult(copy, parseResult(text, path));
    expect(await readFile(copy, 'utf8')).toBe(text);
  });

  it('are reused, as they are of their tables’ cells', async () => {
    const stale: string[] = [];
    for (const path of paths) {
      const {
        table: name,
        cell: id,
        key,
        backend,
        config,
        package: from,
        featuresPackage,
      } = parseResult(await readFile(join(RESULTS, path), 'utf8'), path);
      const { table, from: folderOfModule } = await openTable(name, tables);
      const options = { size: 'full', seeds: [config.seed], from: folderOfModule } as const;
      const cells = await loadCells(table, options);
      const cell = cells.find((one) => one.id === id);
      // The versions that the file names, as it stays when a package gets a new one.
      const packages = {
        ...(from && { package: from }),
        ...(featuresPackage && { featuresPackage }),
      };
      const named = Object.values(cell?.packages ?? {}).map((one) => one.name);
      if (
        !cell ||
        cellKey({ ...cell, packages }, backend) !== key ||
        Object.values(packages)
          .map((one) => one.name)
          .join() !== named.join()
      )
        stale.push(path);
    }
    expect(stale).toEqual([]);
  });
});
