import { OneClassError } from '@oneclass/core';
import { colorMap } from '@oneclass/pictures';
import { formatScore } from '../format.ts';
import { captionOf, escapeHtml } from './escape-html.ts';
import type { ChartFigure, Section } from './section.ts';

type ImageSection = Extract<Section, { type: 'images' }>;

export function renderCharts(charts: readonly ChartFigure[]): string {
  const figures = charts.map(({ svg, caption }) => {
    requireInertSvg(svg);
    return `<figure class="card">${svg}${captionOf(caption)}</figure>`;
  });
  return `<div class="charts">${figures.join('\n')}</div>`;
}

/**
 * Labels stand beside the rows and captions below the columns of one picture; all share its grid.
 */
export function renderImages({ strip, caption, colorScale }: ImageSection): string {
  const { png, width, height, columns, labels, captions } = strip;
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const alternative = caption ?? labels.join(', ');
  const rowLabels = labels.map((label) => `<span>${escapeHtml(label)}</span>`).join('');
  const columnCaptions = captions.map((text) => `<span>${escapeHtml(text)}</span>`).join('');
  return [
    '<figure class="card"><div class="scroll" tabindex="0" role="group" ' +
      `aria-label="${escapeHtml(alternative)}">`,
    `<div class="strip" style="--columns:${columns};--width:${width}px">`,
    `<div class="labels">${rowLabels}</div>`,
    `<img src="${source}" width="${width}" height="${height}" alt="${escapeHtml(alternative)}">`,
    captions.length === 0 ? '' : `<div class="captions">${columnCaptions}</div>`,
    '</div></div>',
    colorScale === undefined ? '' : renderColorScale(colorScale),
    `${captionOf(caption)}</figure>`,
  ].join('');
}

function renderColorScale({
  title,
  minimum,
  maximum,
}: NonNullable<ImageSection['colorScale']>): string {
  return (
    `<div class="color-scale"><span>${escapeHtml(title)}</span>` +
    `<span>${formatScore(minimum)}</span><i style="background:${colorGradient()}"></i>` +
    `<span>${formatScore(maximum)}</span></div>`
  );
}

/** The colours of `colorMap` from left to right, as CSS. */
export function colorGradient(): string {
  const count = 18;
  const rising = Float32Array.from({ length: count }, (_, i) => i);
  const { data } = colorMap({ data: rising, shape: [1, 1, count] });
  const stops = Array.from(rising, (i) => `rgb(${data.subarray(3 * i, 3 * i + 3).join(' ')})`);
  return `linear-gradient(90deg,${stops.join(',')})`;
}

/**
 * A chart is the only markup that a page takes over as it is: nothing but shapes and text, whatever
 * the text says.
 */
function requireInertSvg(svg: string): void {
  const markup = svg.replace(/>[^<]*</g, '><').replace(/"[^"]*"/g, '""');
  if (
    markup.startsWith('<svg ') &&
    !/<(?!\/?(?:svg|title|g|path|text|rect|line)\b)|[\s"]on\w+\s*=|href|style/i.test(markup)
  )
    return;
  throw new OneClassError(
    'invalid-argument',
    'Invalid chart: expected an SVG without scripts and links. Give what the chart functions ' +
      'return.',
    {
      argument: 'svg',
      expected: 'an SVG without scripts and links',
      received: svg.slice(0, 40),
    },
  );
}
