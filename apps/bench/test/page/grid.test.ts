import { fileURLToPath } from 'node:url';
import { textTable } from '@oneclass/report';
import { beforeAll, describe, expect, it } from 'vitest';
import { terminalTable } from '../../src/page/figures.ts';
import { gridText, isGridTable, type GridSource, type GridText } from '../../src/page/grid.ts';
import { terminalGrids, TITLE_WIDTH } from '../../src/page/terminal-grid.ts';
import { groupRows, type EndedCell } from '../../src/page/row.ts';
import { cellsOf } from '../../src/table/check-cells.ts';
import { loadTable } from '../../src/table/load-table.ts';
import type { Cell, Table } from '../../src/table/table.ts';

let table: GridSource['table'];
let cells: readonly Cell[];
beforeAll(async () => {
  const loaded: Table = await loadTable(fileURLToPath(new URL('./grid-table.js', import.meta.url)));
  if (isGridTable(loaded)) table = loaded;
  cells = await cellsOf(table, { size: 'full', seeds: [0, 1] });
});

/** Test AUROC by cell; a text is how the fit ended. Cells that are not named have no result. */
function ended(outcomes: Readonly<Record<string, number | 'collapsed'>>): EndedCell[] {
  return Object.entries(outcomes).map(([id, outcome]) => {
    const cell = cells.find((one) => one.id === id) as Cell;
    const result =
      typeof outcome === 'number'
        ? { figures: { testAuroc: outcome } }
        : { error: { code: outcome, message: '' } };
    return { cell, result } as EndedCell;
  });
}

const shown = (
  outcomes: Parameters<typeof ended>[0],
  of: Partial<GridSource['table']> = {},
): GridText =>
  gridText({
    table: { ...table, ...of, grid: of.grid ?? table.grid },
    cells,
    rows: groupRows(cells, ended(outcomes)),
  });
const text = (grid: GridText): string =>
  terminalGrids(grid)
    .map((part) => textTable(part, { titleWidth: TITLE_WIDTH }))
    .join('\n\n');

const ALL = {
  ...{
    'conv-digit1-seed0': 0.91,
    'conv-digit1-seed1': 0.93,
    'conv-digit7-seed0': 0.8,
    'conv-digit7-seed1': 0.8,
  },
  ...{
    'mlp-digit1-seed0': 0.6,
    'mlp-digit1-seed1': 0.7,
    'mlp-digit7-seed0': 0.5,
    'mlp-digit7-seed1': 0.6,
  },
};

describe('a grid', () => {
  it('has means and deviations over seeds, the published numbers beneath with the unchecked marked, and the mean over lines', () => {
    const grid = shown(ALL);
    expect(text(grid)).toBe(
      [
        'digit                conv           mlp',
        '───────────  ────────────  ────────────',
        '1            92.00 ± 1.41  65.00 ± 7.07',
        '  published         90.00         70.00',
        '7            80.00 ± 0.00  55.00 ± 7.07',
        '  published        80.00†             –',
        'mean                86.00         60.00',
        '  published        85.00†             –',
      ].join('\n'),
    );
    expect(grid.notes).toEqual([
      'Test AUROC, %: mean ± standard deviation (n − 1) over 2 seeds.',
      'The last line is the mean over the lines of digit.',
      '† quoted from memory or second hand: not checked against its source.',
    ]);
  });

  it('gives the number of seeds where it differs, and says of how many lines a mean is', () => {
    const {
      'conv-digit1-seed1': _,
      'mlp-digit7-seed0': __,
      'mlp-digit7-seed1': ___,
      ...some
    } = ALL;
    const grid = shown(some);
    expect(text(grid).split('\n').slice(2)).toEqual([
      '1                   91.00  65.00 ± 7.07',
      '  published         90.00         70.00',
      '  seeds            1 of 2             2',
      '7            80.00 ± 0.00             –',
      '  published        80.00†             –',
      '  seeds                 2',
      'mean                85.50         65.00',
      '  published        85.00†         70.00',
      '  lines                          1 of 2',
    ]);
    expect(grid.notes[0]).toBe(
      'Test AUROC, %: mean ± standard deviation (n − 1) over seeds, their number beneath.',
    );
    expect(grid.notes[1]).toContain(
      'where it says so over those with a result only; the numbers of others are then over ' +
        'the same lines.',
    );
  });

  it('counts a cell that collapsed in no mean, and shows it where there is no other', () => {
    const grid = shown({
      ...ALL,
      'conv-digit1-seed0': 'collapsed',
      'mlp-digit1-seed0': 'collapsed',
      'mlp-digit1-seed1': 'collapsed',
    });
    expect(grid.lines[0]?.entries).toMatchObject([
      { ours: '93.00', count: '1 of 2' },
      { ours: 'collapsed', count: '0 of 2' },
    ]);
    expect(grid.mean.entries).toMatchObject([
      { ours: '86.50', count: null },
      { ours: '55.00', count: '1 of 2' },
    ]);
    expect(grid.notes).toContain('3 collapsed: no result, and in no mean.');
  });

  it('compares with the whole published column where nothing of ours is there', () => {
    const { mean } = shown({ 'mlp-digit1-seed0': 0.5 });
    expect(mean.entries[0]).toEqual({ ours: '–', count: null, others: ['85.00†'] });
  });

  it('is of another figure where the table says so, beside those who have numbers of it', () => {
    const figures = { '1 conv': { testAveragePrecision: 0.25 } };
    const grid = shown(ALL, {
      grid: { rows: 'method', columns: 'digit', figure: 'testAveragePrecision' },
      references: [{ name: 'PyTorch', source: 's', figures }],
    });
    expect(grid).toMatchObject({
      title: 'test average precision, %',
      axis: 'method',
      columns: ['1', '7'],
      sources: ['PyTorch'],
    });
    expect(grid.lines[0]?.entries.map(({ others }) => others)).toEqual([['25.00'], ['–']]);
  });

  it('fits on 120 columns of a terminal, with long names and with many columns', () => {
    const columns = [
      'one-class-svm',
      'kde',
      'isolation-forest',
      'pca-reconstruction',
      'conv-autoencoder',
      'deep-svdd-soft-boundary',
      'deep-svdd',
      'anogan',
      'a_name_that_cannot_be_broken_anywhere',
      'x',
    ];
    const entry = { ours: '98.03 ± 10.12', count: '3 of 5', others: ['98.00†'] };
    const line = { name: '7', entries: columns.map(() => entry) };
    const parts = terminalGrids({
      title: 't',
      axis: 'digit',
      columns,
      lines: [line],
      mean: { ...line, name: 'mean' },
      sources: ['published'],
      notes: [],
    });
    const texts = parts.map((part) => textTable(part, { titleWidth: TITLE_WIDTH }));
    for (const row of texts.join('\n').split('\n'))
      expect(row.length, row).toBeLessThanOrEqual(120);
    expect(parts.flatMap((part) => part.columns.slice(1).map(({ title }) => title))).toEqual(
      columns,
    );
    expect(
      texts[0]
        ?.split('\n')
        .slice(0, 3)
        .map((row) => row.trim().split(/\s+/)),
    ).toContainEqual(['svm', 'forest', 'reconstruction', 'autoencoder', 'soft-']);
  });
});

describe('numbers that nobody has checked', () => {
  it('are marked in a table without a grid too', () => {
    const rows = groupRows(cells, ended(ALL));
    const published = terminalTable({ ...table, figures: ['testAuroc'] }, rows).rows.find(
      ([title]) => title === '  published',
    );
    expect(published).toEqual(['  published', '90.00', '70.00', '80.00†', '–']);
  });
});
