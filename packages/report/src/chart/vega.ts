/**
 * @file The only place that touches Vega, which is loaded with the first chart: terminal output
 *   alone never pays for it.
 */
import type { TopLevelSpec } from 'vega-lite';
import { CONFIG } from './theme.ts';

export type ChartSpec = Extract<TopLevelSpec, { layer: unknown }>;
export type Layer = ChartSpec['layer'][number];
type Encoding = NonNullable<Extract<Layer, { mark: unknown }>['encoding']>;
/** How the data's x and y become positions. */
export interface Position {
  readonly x: NonNullable<Encoding['x']>;
  readonly y: NonNullable<Encoding['y']>;
}

export interface ChartText {
  readonly title: string;
  /** What the chart shows, for those who cannot see it. */
  readonly description: string;
}

/**
 * Draws without a canvas; the same spec gives the same string. The SVG scales with its container
 * and refers to nothing outside.
 */
export async function renderSvg(
  spec: ChartSpec,
  { title, description }: ChartText,
): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const logger = createLogger();
  const { spec: vegaSpec } = vegaLite.compile({ ...spec, config: CONFIG }, { logger });
  const view = new vega.View(vega.parse(vegaSpec), { renderer: 'none', logger });
  try {
    const svg = await view.toSVG();
    const [, viewBox] = /^<svg [^>]*viewBox="([^"]*)"[^>]*>/.exec(svg) as RegExpExecArray;
    const root =
      `<svg xmlns="http://www.w3.org/2000/svg" width="100%" viewBox="${viewBox}" role="img" ` +
      `aria-label="${escapeXml(description)}">` +
      `<title>${escapeXml(title)}</title>`;
    return wellFormed(svg.replace(/^<svg [^>]*>/, () => root));
  } finally {
    view.finalize();
  }
}

/** Vega's own prints to the console, and turns errors into empty pictures. */
function createLogger() {
  const logger = {
    level: () => logger,
    error(...messages: readonly unknown[]): never {
      throw messages.find((message) => message instanceof Error) ?? new Error(messages.join(' '));
    },
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** XML has no place for control characters and halves of surrogate pairs, escaped or not. */
const wellFormed = (xml: string): string =>
  xml.replace(/[\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '\ufffd');
