import { requireRectangular, type Table } from '../table.ts';
import { captionOf, escapeHtml } from './escape-html.ts';
import type { KeyFigure } from './section.ts';

/** In a box of its own, so that a wide table never makes the page scroll. */
export function renderBox(
  table: string,
  { caption, kind }: { caption: string | undefined; kind: string },
): string {
  const label = escapeHtml(caption ?? 'Table');
  return (
    `<figure class="card ${kind}">${captionOf(caption)}` +
    '<div class="scroll" tabindex="0" role="region" ' +
    `aria-label="${label}"><table>${table}</table></div></figure>`
  );
}

export function renderTable(table: Table, caption: string | undefined): string {
  requireRectangular(table);
  const aligned = (column: number): string =>
    table.columns[column]?.align === 'right' ? ' class="number"' : '';
  const head = table.columns
    .map(({ title }, i) => `<th scope="col"${aligned(i)}>${escapeHtml(title)}</th>`)
    .join('');
  const body = table.rows.map(
    (row) =>
      `<tr>${row.map((cell, i) => `<td${aligned(i)}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return renderBox(`<thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody>`, {
    caption,
    kind: 'columns',
  });
}

/**
 * Further columns are those that any figure has numbers for, in the order of their first
 * appearance.
 */
export function renderKeyFigures(
  figures: readonly KeyFigure[],
  caption: string | undefined,
): string {
  const others = [...new Set(figures.flatMap((figure) => Object.keys(figure.others ?? {})))];
  const rows = figures.map(({ name, ours, others: theirs = {}, note }) => {
    const beneath = note === undefined ? '' : `<small>${escapeHtml(note)}</small>`;
    const cells = [
      `<th scope="row">${escapeHtml(name)}${beneath}</th>`,
      `<td class="number ours">${escapeHtml(unbroken(ours))}</td>`,
      ...others.map(
        (heading) => `<td class="number">${escapeHtml(unbroken(theirs[heading] ?? '–'))}</td>`,
      ),
    ];
    return `<tr>${cells.join('')}</tr>`;
  });
  const head =
    '<th scope="col"><span class="unseen">figure</span></th>' +
    '<th scope="col" class="number">ours</th>' +
    others.map((heading) => `<th scope="col" class="number">${escapeHtml(heading)}</th>`).join('');
  return renderBox(`<thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody>`, {
    caption,
    kind: 'key-figures',
  });
}

/** A deviation stays with its sign where a narrow cell breaks. */
export const unbroken = (text: string): string => text.replace('± ', '±\u00a0');

export function renderValues(values: Readonly<Record<string, unknown>>): string {
  const rows = flatten(values).map(
    ([name, value]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return (
    '<div class="scroll" tabindex="0" role="region" aria-label="Values"><table ' +
    `class="values"><tbody>${rows.join('\n')}</tbody></table></div>`
  );
}

function flatten(
  values: Readonly<Record<string, unknown>>,
  prefix = '',
): [name: string, value: string][] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (isPlainObject(value)) return flatten(value, `${prefix}${key}.`);
    return [
      [
        prefix + key,
        typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)),
      ] as [string, string],
    ];
  });
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
