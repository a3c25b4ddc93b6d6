import { describe, expect, it } from 'vitest';
import { sparkline, textTable, type Table } from '../src/index.ts';

const table: Table = {
  columns: [
    { title: 'Method', align: 'left' },
    { title: 'AUROC', align: 'right' },
  ],
  rows: [
    ['Deep SVDD', '98.25'],
    ['KDE', '7.10'],
  ],
};

describe('textTable', () => {
  it('aligns columns under a rule', () => {
    expect(textTable(table)).toBe(
      ['Method     AUROC', '─────────  ─────', 'Deep SVDD  98.25', 'KDE         7.10'].join('\n'),
    );
  });

  it('breaks long titles between words and after hyphens, when told how wide they may be', () => {
    const titles = ['soft-boundary Deep SVDD', 'KDE'].map((title) => ({
      title,
      align: 'right' as const,
    }));
    expect(
      textTable({ columns: titles, rows: [['98.25', '97.10']] }, { titleWidth: 9 }).split('\n'),
    ).toEqual([
      '    soft-    KDE',
      ' boundary',
      'Deep SVDD',
      '─────────  ─────',
      '    98.25  97.10',
    ]);
  });

  it('makes titles bold only when asked for colour', () => {
    expect(textTable(table)).not.toContain('\u001b');
    expect(textTable(table, { color: true }).split('\n')[0]).toBe(
      '\u001b[1mMethod\u001b[22m     \u001b[1mAUROC\u001b[22m',
    );
  });

  it('lets no escape sequence of a name reach the terminal', () => {
    const text = textTable({ ...table, rows: [['\u001b[31mred\nline', '1']] });
    expect(text).not.toContain('\u001b');
    expect(text.split('\n')).toHaveLength(3);
  });

  it('refuses a ragged row and says which', () => {
    expect(() => textTable({ ...table, rows: [['KDE', '1'], ['KDE']] })).toThrow(
      'expected 2 cells in every row, one a column. Row 1 has 1.',
    );
  });
});

describe('sparkline', () => {
  it('goes from the lowest level to the highest', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
  });

  it('averages what does not fit', () => {
    expect(sparkline([8, 6, 1, 1, 0, 0], 3)).toBe('█▂▁');
    expect(sparkline([4, 4, 3, 3, 3], 2)).toBe('█▁');
  });

  it('is flat for a constant', () => {
    expect(sparkline([2, 2])).toBe('▁▁');
  });
});
