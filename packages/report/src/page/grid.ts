import { OneClassError } from '@oneclass/core';
import { escapeHtml } from './escape-html.ts';
import type { PageGrid, PageGridLine } from './section.ts';
import { renderBox, unbroken } from './table.ts';

/**
 * @throws OneClassError `invalid-argument` when a line has more or fewer entries than there are
 *   columns
 */
export function renderGrid(
  { axis, columns, lines, summary }: PageGrid,
  caption: string | undefined,
): string {
  for (const line of summary ? [...lines, summary] : lines) requireEntries(line, columns.length);
  const head = [axis, ...columns]
    .map((title, i) => `<th scope="col"${i > 0 ? ' class="number"' : ''}>${escapeHtml(title)}</th>`)
    .join('');
  const foot = summary ? `<tfoot>${renderLine(summary)}</tfoot>` : '';
  return renderBox(
    `<thead><tr>${head}</tr></thead><tbody>${lines.map(renderLine).join('\n')}</tbody>${foot}`,
    { caption, kind: 'columns grid' },
  );
}

function renderLine({ name, entries }: PageGridLine): string {
  const cells = entries.map(({ value, notes = [] }) => {
    const beneath = notes.map((note) => `<small>${escapeHtml(unbroken(note))}</small>`).join('');
    const own = `<span class="ours">${escapeHtml(unbroken(value))}</span>`;
    return `<td class="number">${own}${beneath}</td>`;
  });
  return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.join('')}</tr>`;
}

function requireEntries({ name, entries }: PageGridLine, columns: number): void {
  if (entries.length === columns) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid grid: expected ${columns} entries in every line, one a column. Line '${name}' ` +
      `has ${entries.length}.`,
    {
      argument: 'lines',
      expected: `${columns} entries`,
      received: entries.length,
    },
  );
}
