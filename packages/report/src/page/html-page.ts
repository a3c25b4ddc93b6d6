import { escapeHtml } from './escape-html.ts';
import { renderCharts, renderImages } from './figure.ts';
import type { Section } from './section.ts';
import { STYLESHEET } from './stylesheet.ts';
import { renderGrid } from './grid.ts';
import { renderLegend, renderPanels } from './panel.ts';
import { renderKeyFigures, renderTable, renderValues } from './table.ts';

export interface HtmlPage {
  readonly title: string;
  readonly subtitle?: string;
  /** The program that made it, which the page then names where no reader sees it. */
  readonly generator?: string;
  readonly sections: readonly Section[];
}

// Should markup ever slip through, it still runs nothing and fetches nothing.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * One file that needs nothing else: no script, no font, no link. Light and dark, from a phone's
 * width up.
 *
 * @throws OneClassError `invalid-argument` for a chart that is not one of ours, or a table with
 *   ragged rows
 */
export function htmlPage({ title, subtitle, generator, sections }: HtmlPage): string {
  const source =
    generator === undefined ? '' : `<meta name="generator" content="${escapeHtml(generator)}">\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${source}<title>${escapeHtml(title)}</title>
<style>
${STYLESHEET}
</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(title)}</h1>
${subtitle === undefined ? '' : `<p class="subtitle">${escapeHtml(subtitle)}</p>`}
</header>
${sections.map(renderSection).join('\n')}
</main>
</body>
</html>
`;
}

function renderSection(section: Section): string {
  switch (section.type) {
    case 'heading':
      return heading(section.text, section.level ?? 2);
    case 'paragraph':
      return `<p>${escapeHtml(section.text)}</p>`;
    case 'key-figures':
      return renderKeyFigures(section.figures, section.caption);
    case 'table':
      return renderTable(section.table, section.caption);
    case 'grid':
      return renderGrid(section.grid, section.caption);
    case 'charts':
      return renderCharts(section.charts);
    case 'images':
      return renderImages(section);
    case 'map-legend':
      return renderLegend(section.legend);
    case 'panels':
      return renderPanels(section.panels);
    case 'details':
      return (
        `<details class="card"><summary>${escapeHtml(section.summary)}</summary>` +
        `${renderValues(section.values)}</details>`
      );
    case 'fold':
      return (
        `<details class="fold"><summary>${escapeHtml(section.summary)}</summary>\n` +
        `${section.sections.map(renderSection).join('\n')}\n</details>`
      );
  }
}

const heading = (text: string, level: 2 | 3): string =>
  `<h${level}>${escapeHtml(text)}</h${level}>`;
