import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { useBackend } from '@oneclass/runtime';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTable } from '../../src/command/run-table.ts';
import type { Table } from '../../src/table/table.ts';
import { loadTable } from '../../src/table/load-table.ts';
import { browserPath } from './browser.ts';
import { look } from './look.ts';
import { tinyCell, tinyTable } from '../tiny-table.ts';

const ROWS = [
  'a small convolutional autoencoder, digit 1',
  'the_same_for_two_epochs_in_a_name_without_a_space',
];
const table: Table = {
  ...tinyTable,
  name: 'page',
  figures: [
    'testAuroc',
    'testAveragePrecision',
    'testF1Normal',
    'testF1',
    'testBestF1Normal',
    'testBestF1',
    'testAccuracy',
    'threshold',
  ],
  published: {
    source: 'nowhere',
    figures: { [ROWS[0] as string]: { testAuroc: 0.5, testF1: 0.7 } },
  },
  references: [
    {
      name: 'PyTorch',
      source: 'nowhere either',
      figures: { [ROWS[1] as string]: { testAuroc: 0.6 } },
    },
  ],
  cells: () => ROWS.map((row, i) => ({ ...tinyCell(i, 4 - 2 * i), id: `cell${String(i)}`, row })),
};

const without = 'no Chromium here: apt-get install chromium, or set CHROME_PATH';
describe.skipIf(browserPath === undefined)(
  `a page in a browser${browserPath === undefined ? ` (${without})` : ''}`,
  () => {
    let folder: string;
    let browser: Browser;
    let page: Page;
    const requested: string[] = [];
    const complaints: string[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'oneclass-page-'));
      const backend = await useBackend('wasm');
      const run = {
        size: 'full',
        seeds: [0],
        backend,
        folders: [],
        out: folder,
        signal: new AbortController().signal,
        onProgress: () => undefined,
        say: () => undefined,
      } as const;
      const result = await runTable(table, run);
      browser = await puppeteer.launch({
        executablePath: browserPath as string,
        args: ['--no-sandbox', '--disable-gpu'],
      });
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
      expect(requested.filter((url) => !url.startsWith('data:image/png;base64,'))).toEqual([
        expect.stringMatching(/^file:/),
      ]);
      expect(complaints).toEqual([]);
    });

    it('shows the figures first, then each row with its charts and images', async () => {
      const headings = await page.$$eval('h2', (all) => all.map((heading) => heading.textContent));
      expect(headings).toEqual([...ROWS, 'How it was made']);
      const lines = await page.$$eval('figure.columns tr', (all) =>
        all.map((line) => [...line.children].map((cell) => cell.textContent)),
      );
      expect(lines[0]?.slice(0, 4)).toEqual(['', 'test AUROC, %', 'published', 'PyTorch']);
      expect(
        lines.slice(1).map(([row, , published, pytorch]) => [row, published, pytorch]),
      ).toEqual([
        [ROWS[0], '50.00', '–'],
        [ROWS[1], '–', '60.00'],
      ]);
    });

    it.each([375, 1280])('is readable at %i pixels of width', async (width) => {
      await page.setViewport({ width, height: 800 });
      const found = await look(page);
      expect(found).toMatchObject({ scrolls: false, beyond: [], small: [], overlapping: [] });
      expect(found.charts).toHaveLength(14);
      for (const { label, width: wide, height } of found.charts)
        expect(label !== '' && wide > 280 && height > 200, label).toBe(true);
      expect(found.images).toHaveLength(8);
      for (const { alt, loaded } of found.images) expect(alt !== '' && loaded, alt).toBe(true);
    });

    it('is dark for those who like it dark, with text that stands out', async () => {
      const luminances = async (
        scheme: string,
      ): Promise<readonly [text: number, ground: number]> => {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        return page.evaluate(() => {
          const luminance = (color: string): number => {
            const [r = 0, g = 0, b = 0] = (color.match(/\d+/g) ?? []).map(
              (part) => (Number(part) / 255) ** 2.2,
            );
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
  },
);

describe.skipIf(browserPath === undefined)(
  `a page of a grid in a browser${browserPath === undefined ? ` (${without})` : ''}`,
  () => {
    let folder: string;
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'oneclass-grid-page-'));
      const backend = await useBackend('wasm');
      const grid = await loadTable(fileURLToPath(new URL('./grid-table.js', import.meta.url)));
      const run = {
        size: 'full',
        seeds: [0, 1],
        backend,
        folders: [],
        out: folder,
        signal: new AbortController().signal,
        onProgress: () => undefined,
        say: () => undefined,
      } as const;
      const result = await runTable(grid, run);
      browser = await puppeteer.launch({
        executablePath: browserPath as string,
        args: ['--no-sandbox', '--disable-gpu'],
      });
      page = await browser.newPage();
      await page.goto(pathToFileURL(result.page).href, { waitUntil: 'load' });
    });
    afterAll(async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('shows the grid first, and the rest when it is asked for', async () => {
      const lines = await page.$$eval('figure.grid tr', (all) =>
        all.map((line) =>
          [...line.children].map((cell) => [...cell.childNodes].map((part) => part.textContent)),
        ),
      );
      const number = expect.stringMatching(/^\d+\.\d\d ±\u00a0\d+\.\d\d$/) as string;
      expect(lines).toEqual([
        [['digit'], ['conv'], ['mlp']],
        [['1'], [number, '90.00'], [number, '70.00']],
        [['7'], [number, '80.00†'], [number, '–']],
        [
          ['mean'],
          [expect.stringMatching(/^\d+\.\d\d$/), '85.00†'],
          [expect.stringMatching(/^\d+\.\d\d$/), '–'],
        ],
      ]);
      expect(
        await page.$$eval('h3', (all) => all.filter((heading) => heading.checkVisibility()).length),
      ).toBe(0);
      await page.click('details > summary');
      expect(
        await page.$$eval('h3', (all) =>
          all.filter((heading) => heading.checkVisibility()).map((heading) => heading.textContent),
        ),
      ).toEqual(['1 conv, seed 0', '1 mlp, seed 0']);
    });

    it.each([375, 1280])('is readable at %i pixels of width, unfolded', async (width) => {
      await page.setViewport({ width, height: 800 });
      await page.$$eval('details', (all) => {
        all.forEach((details) => {
          details.open = true;
        });
      });
      const found = await look(page);
      expect(found).toMatchObject({ scrolls: false, beyond: [], small: [], overlapping: [] });
      const charts = found.charts.map(({ label }) => label.split(/[:,]/)[0]);
      expect(charts).toEqual(
        Array<string[]>(4)
          .fill(['Training loss', 'Scores of the test images', 'Codes of test images'])
          .flat(),
      );
      expect(found.images.map(({ alt }) => alt.split(':')[0])).toEqual(
        Array<string[]>(4).fill(['Most normal', 'Most anomalous']).flat(),
      );
      for (const { alt, loaded } of found.images) expect(loaded, alt).toBe(true);
    });
  },
);
