import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOneClassError } from '@oneclass/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../src/program.ts';
import { checkData } from '../../src/table/check-data.ts';
import { cellsOf } from '../../src/table/check-cells.ts';
import { protocolOf } from '../../src/table/check-table.ts';
import { defineTable } from '../../src/table/define-table.ts';
import { isTablePath, loadTable } from '../../src/table/load-table.ts';
import { CELL, FEATURE_METHOD, PROVIDER, tableSource as source } from './table-source.ts';
import { mutateData, mutateFiles, mutateModules } from './table-mutations.ts';
import { tinyCell, tinyTable } from '../tiny-table.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-table-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let written = 0;
async function fileOf(source: string | Uint8Array, ending = 'mjs'): Promise<string> {
  const path = join(folder, `table-${String(written++)}.${ending}`);
  await writeFile(path, source);
  return path;
}

const options = { size: 'quick', seeds: [0] } as const;
/** As far as a run goes before it computes anything. */
async function prepare(path: string): Promise<void> {
  const table = await loadTable(path);
  await protocolOf(table, 'quick');
  await cellsOf(table, options);
}

describe('a table of one’s own', () => {
  it('is a path where there is a slash or the ending of a module, else a name', () => {
    expect(
      ['./mine', 'a/b', '..\\mine', 'mine.js', 'mine.mjs', 'mine.ts', '/mine.mts'].filter(
        (text) => !isTablePath(text),
      ),
    ).toEqual([]);
    expect(['mnist-kmnist', 'digits', 'js'].filter(isTablePath)).toEqual([]);
  });

  it('is the default export of a file', async () => {
    const table = await loadTable(await fileOf(source()));
    expect(table).toMatchObject({ name: 'mine', title: 'Mine' });
    expect((await cellsOf(table, options)).map(({ id }) => id)).toEqual(['seed0']);
    expect(
      await cellsOf(
        await loadTable(await fileOf(source({ cells: `async () => [${CELL}]` }))),
        options,
      ),
    ).toHaveLength(1);
    expect(await protocolOf(table, 'full')).toEqual(['As it is.']);
  });

  it('is given back by defineTable, and its methods keep what they refer to', async () => {
    const table = defineTable({
      ...tinyTable,
      title: 'own',
      protocol() {
        return [this.title];
      },
    });
    expect(await protocolOf(table, 'full')).toEqual(['own']);
    expect(() => defineTable({ ...tinyTable, name: '' })).toThrow('Invalid table: `name`');
  });

  it.each([
    ['that is not there', 'not-found', 'is not there', () => join(folder, 'nothing.mjs')],
    [
      'that is a folder',
      'not-found',
      'is not a file',
      async () => (await mkdir(join(folder, 'x.mjs')), join(folder, 'x.mjs')),
    ],
    ['with a syntax error', 'invalid-argument', 'fails to load', () => fileOf('export default {')],
    [
      'that throws',
      'invalid-argument',
      'fails to load: Error: no luck',
      () => fileOf('throw new Error("no luck")'),
    ],
    [
      'that throws nothing at all',
      'invalid-argument',
      'fails to load: null',
      () => fileOf('throw null'),
    ],
    [
      'that imports what is not there',
      'invalid-argument',
      'npm install',
      () => fileOf("import 'nothing-of-that-name'"),
    ],
    [
      'without a default export',
      'invalid-argument',
      'has no default export, which is the table: export default { name, title, protocol, ' +
        'cells }. It exports: table',
      () => fileOf('export const table = 1;'),
    ],
    [
      'with an empty default export',
      'invalid-argument',
      'it must be an object with the fields name, title',
      () => fileOf('export default null;'),
    ],
  ])('is refused from a file %s', async (_, code, message, path) => {
    const given = await path();
    await expect(loadTable(given)).rejects.toSatisfy((error: Error) => {
      expect(error.message).toContain(message);
      expect(error.message).toContain(given);
      return isOneClassError(error) && error.code === code;
    });
  });

  const cellsWith = (a: object, b: object, more = ''): string =>
    source({
      more,
      cells:
        `() => [{ ...${CELL}, id: 'a', row: 'a', axes: ${JSON.stringify(a)} }, { ...${CELL}, ` +
        `id: 'b', row: 'b', axes: ${JSON.stringify(b)} }]`,
    });

  const featureCell = (features: string): string =>
    source({
      cells: `() => [{ ...${CELL}, method: ${FEATURE_METHOD}, features: ${features} }]`,
    });

  it.each<[string, string, string]>([
    [
      'no name',
      'export default { title: "t", protocol() {}, cells() {} }',
      '`name` must be a text',
    ],
    ['a name that is a path', source({ more: "name: '../mine'" }), '`name` names a file'],
    [
      'a misspelt field',
      source({ more: 'figure: []' }),
      'it may have the fields name, title, protocol, figures, kinds, grid, published, ' +
        'references, cells and no others; has',
    ],
    [
      'an unknown figure',
      source({ more: "figures: ['auc']" }),
      '`figures[0]` must name a figure; the names of figures are testAuroc,',
    ],
    [
      'published numbers that are none',
      source({ more: "published: { source: 's', figures: { toy: { testF1: '76' } } }" }),
      '`published.figures.toy.testF1` must be a finite number',
    ],
    [
      'published numbers of no row',
      source({ more: "published: { source: 's', figures: { Toy: {} } }" }),
      'are for a row "Toy". Its cells\' rows are: toy',
    ],
    [
      'a reference without a name',
      source({ more: "references: [{ source: 's', figures: {} }]" }),
      '`references[0].name` must be a text',
    ],
    ['cells that are a list', source({ cells: `[${CELL}]` }), '`cells` must be a function'],
    [
      'cells() that throws',
      source({ cells: '() => { throw new RangeError("seven") }' }),
      'cells() of table "mine" failed: RangeError: seven',
    ],
    ['cells() that gives one cell', source({ cells: `() => (${CELL})` }), '`cells` must be a list'],
    ['no cells', source({ cells: '() => []' }), '`cells` must be at least one'],
    [
      'two cells of one id',
      source({ cells: `() => [${CELL}, { ...${CELL}, id: 'SEED0' }]` }),
      'two cells have the id "SEED0"',
    ],
    [
      'an id that climbs',
      source({ cells: `() => [{ ...${CELL}, id: '../../x' }]` }),
      '`cells[0].id` names a file',
    ],
    [
      'a method that is none',
      source({ cells: `() => [{ ...${CELL}, method: 'conv' }]` }),
      '`cells[0].method` must be a Method',
    ],
    [
      'a method that lacks parts',
      source({ cells: `() => [{ ...${CELL}, method: { name: 'toy', fit() {}, restore() {} } }]` }),
      '`cells[0].method` must be a Method, or a FeatureMethod with `on`; it lacks `summary` ' +
        "(text), `defaults` (plain JSON with a seed), `outputs` (a list of names, 'score' among " +
        'them), `resumable` (true or false), `nearestShape` (a function), `checkShape` (a ' +
        'function).',
    ],
    [
      'a method on features without features',
      source({ cells: `() => [{ ...${CELL}, method: ${FEATURE_METHOD} }]` }),
      '`cells[0].features` of cell "seed0": method "toy" builds on features, and the cell has ' +
        'none. Give it `features: { provider, settings }`',
    ],
    [
      'features of a method that builds on none',
      source({ cells: `() => [{ ...${CELL}, features: { provider: ${PROVIDER} } }]` }),
      '`cells[0].features` of cell "seed0": method "toy" builds on no features (it has no `on`). ' +
        'Leave out `features`',
    ],
    [
      'features by a name',
      featureCell("{ provider: 'vgg19' }"),
      '`cells[0].features.provider` must be a FeatureProvider; it lacks `name` (text), `defaults`',
    ],
    [
      'settings that are no JSON',
      featureCell(`{ provider: ${PROVIDER}, settings: { layers: undefined } }`),
      '`cells[0].features.settings` must be an object of plain JSON',
    ],
    [
      'a misspelt field of features',
      featureCell(`{ provider: ${PROVIDER}, setting: {} }`),
      '`cells[0].features` may have the fields provider, settings, package and no others',
    ],
    [
      'a description that is no JSON',
      source({
        cells: `() => [{ ...${CELL}, data: { description: { at: new Date(0) }, load() {} } }]`,
      }),
      '`cells[0].data.description` must be an object of plain JSON',
    ],
    [
      'a description in a circle',
      source({
        cells:
          `() => { const o = {}; o.o = o; return [{ ...${CELL}, data: { description: o, ` +
          'load() {} } }] }',
      }),
      "can't be read",
    ],
    [
      'data without load',
      source({ cells: `() => [{ ...${CELL}, data: { description: {} } }]` }),
      '`cells[0].data.load` must be a function',
    ],
    [
      'a threshold that is a number',
      source({ cells: `() => [{ ...${CELL}, threshold: 0.02 }]` }),
      '`cells[0].threshold` must be a Threshold',
    ],
    [
      'a protocol that is a text',
      source({ more: "protocol: () => 'text'" }),
      '`protocol` must be a list',
    ],
    [
      'axes that are a list',
      source({ cells: `() => [{ ...${CELL}, axes: ['3'] }]` }),
      '`cells[0].axes` must be an object of texts by axis',
    ],
    [
      'an axis that no command line can name',
      source({ cells: `() => [{ ...${CELL}, axes: { 'a=b': '3' } }]` }),
      '`cells[0].axes["a=b"]` is no name for an axis',
    ],
    [
      'a value with a comma',
      source({ cells: `() => [{ ...${CELL}, axes: { digit: '3,5' } }]` }),
      '`cells[0].axes.digit` must be a text without commas',
    ],
    [
      'a value that is a number',
      source({ cells: `() => [{ ...${CELL}, axes: { digit: 3 } }]` }),
      '`cells[0].axes.digit` must be a text',
    ],
    [
      'axes that differ',
      cellsWith({ digit: '3' }, { class: '3' }),
      'cell "b" has the axes class, and cell "a" has digit. Give all that have any the same',
    ],
    [
      'axes that differ in a row',
      source({
        cells:
          `() => [{ ...${CELL}, id: 'a', axes: { digit: '3' } }, { ...${CELL}, id: 'b', axes: ` +
          "{ digit: '5' } }]",
      }),
      'cells "a" and "b" are of one row, "toy", and their axes differ',
    ],
    [
      'a grid of one axis',
      cellsWith({ digit: '3' }, { digit: '5' }, "grid: { rows: 'digit', columns: 'digit' }"),
      'has the axis "digit" for rows and columns',
    ],
    [
      'a grid of an axis that cells lack',
      cellsWith({ digit: '3' }, { digit: '5' }, "grid: { rows: 'digit', columns: 'method' }"),
      'its grid needs an axis "method", and cell "a" has the axes digit.',
    ],
    [
      'a grid and cells without axes',
      source({ more: "grid: { rows: 'digit', columns: 'method' }" }),
      'its grid needs an axis "digit", and cell "seed0" has the axes none.',
    ],
    [
      'two rows in a place of its grid',
      cellsWith(
        { x: '1', y: '2', z: '3' },
        { x: '1', y: '2', z: '4' },
        "grid: { rows: 'x', columns: 'y' }",
      ),
      'two rows, "a" and "b", have one place in its grid, x=1 y=2.',
    ],
    [
      'a grid of an unknown figure',
      source({ more: "grid: { rows: 'a', columns: 'b', figure: 'auc' }" }),
      '`grid.figure` must name a figure',
    ],
    [
      'unchecked rows without numbers',
      source({ more: "published: { source: 's', figures: {}, unchecked: ['toy'] }" }),
      '`unchecked` of "s" names a row "toy", for which it has no figures',
    ],
    [
      'a field that throws',
      source({ more: 'get title() { throw new Error("no") }' }),
      "its fields can't be read (Error: no)",
    ],
  ])('is refused with %s, and told where', async (_, text, message) => {
    const path = await fileOf(text);
    await expect(prepare(path)).rejects.toSatisfy((error: Error) => {
      expect(error.message).toContain(message);
      return isOneClassError(error) && error.code === 'invalid-argument';
    });
  });

  it('is run from the command line, where its data are checked before anything is fitted', async () => {
    const path = await fileOf(source());
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    await expect(
      createProgram(new AbortController().signal).parseAsync([
        'node',
        'bench',
        'run',
        path,
        '--out',
        join(folder, 'out'),
      ]),
    ).rejects.toThrow(
      'Invalid data of cell "seed0": it must be an object: train, validation, test, files, ' +
        'remarks.',
    );
    spy.mockRestore();
  });
});

describe('data of a cell', () => {
  const load = async () =>
    tinyCell(0, 1).data.load({ folders: [], signal: new AbortController().signal });

  it('may have a plain dataset of normal images for validation', async () => {
    const data = await load();
    const { validation } = checkData({ ...data, validation: data.train }, 'c');
    expect(validation?.samples).toBe(data.train);
    expect([...(validation?.labels ?? [])]).toEqual(Array<number>(data.train.size).fill(0));
  });

  it.each<[string, (data: Awaited<ReturnType<typeof load>>) => unknown, string]>([
    ['no training images', ({ train: _, ...data }) => data, '`train` must be a Dataset'],
    ['an array of images', (data) => ({ ...data, train: [[0, 1]] }), '`train` must be a Dataset'],
    [
      'labels that are no labels',
      (data) => ({ ...data, test: { ...data.test, labels: data.test.labels.map(() => 2) } }),
      '`test.labels` must be a Uint8Array',
    ],
    [
      'fewer labels than images',
      (data) => ({ ...data, test: { ...data.test, labels: data.test.labels.subarray(1) } }),
      '`test.labels` has',
    ],
    [
      'one label only',
      (data) => ({ ...data, test: { ...data.test, labels: data.test.labels.map(() => 1) } }),
      '`test.labels` are all 1',
    ],
    [
      'test images of another shape',
      (data) => ({
        ...data,
        test: { ...data.test, samples: { ...data.test.samples, sampleShape: [8, 8, 1] } },
      }),
      'Resize them alike',
    ],
    [
      'no kinds',
      (data) => ({ ...data, test: { ...data.test, kinds: undefined } }),
      '`test.kinds` must be a list of texts',
    ],
  ])('are refused with %s', async (_, spoil, message) => {
    const spoiled = spoil(await load());
    expect(() => checkData(spoiled, 'c')).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });
});

describe('a table with anything in the place of anything', () => {
  it('is valid or refused with one typed error, as a module', async () => {
    expect(await mutateModules(600)).toBeGreaterThan(100);
  });
  it('is valid or refused with one typed error, as data', async () => {
    expect(await mutateData(400)).toBeGreaterThan(100);
  });
  it('is valid or refused with one typed error, as the bytes of a file', async () => {
    expect(await mutateFiles(40, folder)).toBeGreaterThan(5);
  });
});
