import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useBackend } from '@oneclass/runtime';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTable } from '../src/run-table.ts';
import type { Table } from '../src/table/table.ts';
import { browserPath } from './browser.ts';
import { tinyCell, tinyTable } from './tiny-table.ts';

const ROWS = ['a small convolutional autoencoder, digit 1', 'the_same_for_two_epochs_in_a_name_without_a_space'];
const table: Table = {
  ...tinyTable,
  name: 'page',
  figures: ['testAuroc', 'testAveragePrecision', 'testF1Normal', 'testF1', 'testBestF1Normal', 'testBestF1', 'testAccuracy', 'threshold'],
  published: { source: 'nowhere', figures: { [ROWS[0] as string]: { testAuroc: 0.5, testF1: 0.7 } } },
  references: [{ name: 'PyTorch', source: 'nowhere either', figures: { [ROWS[1] as string]: { testAuroc: 0.6 } } }],
  cells: () => ROWS.map((row, i) => ({ ...tinyCell(i, 4 - 2 * i), id: `cell${String(i)}`, row })),
};

const without = 'no Chromium here: apt-get install chromium, or set CHROME_PATH';
describe.skipIf(browserPath === undefined)(`a page in a browser${browserPath === undefined ? ` (${without})` : ''}`, () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const requested: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oneclass-page-'));
    const backend = await useBackend('wasm');
    const run = { size: 'full', seeds: [0], backend, folders: [], out: folder, signal: new AbortController().signal, onProgress: () => undefined, say: () => undefined } as const;
    const result = await runTable(table, run);
    browser = await puppeteer.launch({ executablePath: browserPath as string, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage();
    page.on('request', (request) => void requested.push(request.url().slice(0, 60)));
    page.on('console', (message) => void complaints.push(message.text()));
    page.on('pageerror', (error) => void complaints.push(String(error)));
    await page.goto(pathToFileURL(result.page).href, { waitUntil: 'load' });
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('fetches nothing but itself, and the browser has nothing to complain about', () => {
    expect(requested.filter((url) => !url.startsWith('data:image/png;base64,'))).toEqual([expect.stringMatching(/^file:/)]);
    expect(complaints).toEqual([]);
  });

  it('shows the figures first, then each row with its charts and images', async () => {
    const headings = await page.$$eval('h2', (all) => all.map((heading) => heading.textContent));
    expect(headings).toEqual([...ROWS, 'How it was made']);
    const lines = await page.$$eval('figure.columns tr', (all) => all.map((line) => [...line.children].map((cell) => cell.textContent)));
    expect(lines[0]?.slice(0, 4)).toEqual(['', 'test AUROC, %', 'published', 'PyTorch']);
    expect(lines.slice(1).map(([row, , published, pytorch]) => [row, published, pytorch])).toEqual([[ROWS[0], '50.00', '–'], [ROWS[1], '–', '60.00']]);
  });

  it.each([375, 1280])('is readable at %i pixels of width', async (width) => {
    await page.setViewport({ width, height: 800 });
    const found = await page.evaluate(() => {
      const name = (element: Element): string => `${element.tagName} ${element.textContent.slice(0, 30)}`;
      const shown = [...document.body.querySelectorAll('*')].filter((element) => !element.closest('.unseen') && element.checkVisibility());
      const ownText = (element: Element): boolean => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== '');
      const sizeOf = (element: Element): number => {
        const size = Number.parseFloat(getComputedStyle(element).fontSize);
        const matrix = element instanceof SVGGraphicsElement ? element.getScreenCTM() : null;
        return matrix ? size * Math.hypot(matrix.a, matrix.b) : size;
      };
      return {
        scrolls: document.documentElement.scrollWidth > innerWidth,
        beyond: shown.filter((element) => !element.closest('.scroll') && element.getBoundingClientRect().right > innerWidth + 1).map(name),
        small: shown.filter((element) => ownText(element) && !element.closest('title') && sizeOf(element) < 11.5).map((element) => `${name(element)} ${String(sizeOf(element))}`),
        overlapping: shown.filter((element) => element.matches('td, th') && element.scrollWidth > element.clientWidth + 1).map(name),
        charts: [...document.querySelectorAll('svg')].map((svg) => ({ label: svg.getAttribute('aria-label') ?? '', ...svg.getBoundingClientRect().toJSON() as { width: number; height: number } })),
        images: [...document.images].map(({ alt, complete, naturalWidth }) => ({ alt, loaded: complete && naturalWidth > 0 })),
      };
    });
    expect(found).toMatchObject({ scrolls: false, beyond: [], small: [], overlapping: [] });
    expect(found.charts).toHaveLength(12);
    for (const { label, width: wide, height } of found.charts) expect(label !== '' && wide > 280 && height > 200, label).toBe(true);
    expect(found.images).toHaveLength(8);
    for (const { alt, loaded } of found.images) expect(alt !== '' && loaded, alt).toBe(true);
  });

  it('is dark for those who like it dark, with text that stands out', async () => {
    const luminances = async (scheme: string): Promise<readonly [text: number, ground: number]> => {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      return page.evaluate(() => {
        const luminance = (color: string): number => {
          const [r = 0, g = 0, b = 0] = (color.match(/\d+/g) ?? []).map((part) => (Number(part) / 255) ** 2.2);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const { color, backgroundColor } = getComputedStyle(document.body);
        return [luminance(color), luminance(backgroundColor)] as const;
      });
    };
    const [lightText, lightGround] = await luminances('light');
    const [darkText, darkGround] = await luminances('dark');
    expect((lightGround + 0.05) / (lightText + 0.05)).toBeGreaterThan(7);
    expect((darkText + 0.05) / (darkGround + 0.05)).toBeGreaterThan(7);
  });
});
