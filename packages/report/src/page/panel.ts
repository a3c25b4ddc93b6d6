import { formatScore } from '../format.ts';
import { escapeHtml } from './escape-html.ts';
import { colorGradient } from './figure.ts';
import type { MapLegend, PanelFigure } from './section.ts';

export const renderPanels = (panels: readonly PanelFigure[]): string =>
  `<div class="panels">${panels.map(renderPanel).join('\n')}</div>`;

function renderPanel({ picture, labels, title, verdict, facts }: PanelFigure): string {
  const { bytes, type, width, height } = picture;
  const alternative = escapeHtml(`${title}: ${labels.join(', ')}`);
  const badge =
    verdict === undefined
      ? ''
      : `<span class="verdict ${verdict.tone}">${escapeHtml(verdict.text)}</span>`;
  const pairs = facts
    .map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`)
    .join('');
  const parts = labels.map((label) => `<span>${escapeHtml(label)}</span>`).join('');
  return [
    '<figure class="card panel"><div class="pictures">',
    `<img src="data:${type};base64,${Buffer.from(bytes).toString('base64')}" width="${width}" ` +
      `height="${height}" alt="${alternative}" decoding="async">`,
    `<div class="parts" style="--parts:${labels.length}">${parts}</div></div>`,
    `<figcaption><p class="title">${escapeHtml(title)}</p>${badge}`,
    `<dl>${pairs}</dl></figcaption></figure>`,
  ].join('');
}

/** A mark on the scale is at its place in per cent. */
export function renderLegend({
  title,
  minimum,
  maximum,
  clipped = false,
  threshold,
  outlines,
}: MapLegend): string {
  const place =
    threshold === undefined || threshold === null || maximum === minimum
      ? undefined
      : (100 * (threshold - minimum)) / (maximum - minimum);
  const mark =
    place === undefined || place < 0 || place > 100
      ? ''
      : `<b style="left:${place.toFixed(2)}%"></b>`;
  const named = mark === '' ? '' : `<span>threshold ${formatScore(threshold ?? null)}</span>`;
  const lines = outlines.map(
    ({ label, color }) =>
      `<span class="line"><i style="border-color:rgb(${color.join(' ')})"></i>` +
      `${escapeHtml(label)}</span>`,
  );
  return [
    '<div class="card map-legend"><span class="scale">',
    `<span>${escapeHtml(title)}</span><span>${formatScore(minimum)}</span>`,
    `<i style="background:${colorGradient()}">${mark}</i>`,
    `<span>${formatScore(maximum)}${clipped ? ' and more' : ''}</span>${named}</span>`,
    ...lines,
    '</div>',
  ].join('');
}
