import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openPage, type OpenPage } from './browser.ts';
import { callOneclass } from './call-oneclass.ts';

const without =
  browserPath === undefined
    ? ' (no Chromium here: apt-get install chromium, or set CHROME_PATH)'
    : '';

describe.skipIf(browserPath === undefined)(`a page of score maps in a browser${without}`, () => {
  let folder: string;
  let opened: OpenPage;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oneclass-maps-page-'));
    const fit = [
      'fit',
      'textures:weave',
      '--method',
      'conv-autoencoder',
      '-o',
      'weave.oneclass',
      '--size',
      '32',
      '--set',
      'encoder=[2,4]',
      '--set',
      'decoder=[4,2]',
      '--set',
      'epochs=1',
    ];
    for (const args of [
      [...fit, '--threshold', 'fpr=0.05'],
      ['evaluate', 'weave.oneclass', 'textures:weave', '--maps', 'maps'],
    ]) {
      const { code, stderr } = await callOneclass(args, folder);
      if (code !== 0) throw new Error(stderr);
    }
    opened = await openPage(join(folder, 'maps', 'index.html'));
  });
  afterAll(async () => {
    await opened.browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('fetches nothing but itself, and the browser has nothing to complain about', () => {
    expect(opened.requested.filter((url) => !url.startsWith('data:image/webp;base64,'))).toEqual([
      expect.stringMatching(/^file:/),
    ]);
    expect(opened.complaints).toEqual([]);
  });

  it('shows every image with its verdict, what went wrong first', async () => {
    const headings = await opened.page.$$eval('h2', (all) =>
      all.map(({ textContent }) => textContent),
    );
    const parts = headings
      .slice(0, -1)
      .map((heading) => /^(.+) \((\d+)\)$/.exec(heading ?? '')?.slice(1) ?? []);
    expect(parts.map(([title]) => title)).toEqual(
      ['Missed', 'False alarms', 'Found', 'Passed'].filter((title) =>
        headings.some((heading) => heading?.startsWith(title)),
      ),
    );
    expect(parts.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(98);
    const verdicts = await opened.page.$$eval('.panel .verdict', (all) =>
      all.map(({ textContent }) => textContent),
    );
    const order = ['missed', 'false alarm', 'found', 'passed'];
    expect(verdicts).toHaveLength(98);
    expect(verdicts).toEqual(
      verdicts.toSorted((a, b) => order.indexOf(a ?? '') - order.indexOf(b ?? '')),
    );
  });

  it.each([320, 375, 1280])('is readable at %i pixels of width', async (width) => {
    const { page } = opened;
    await page.setViewport({ width, height: 800 });
    await page.$$eval('details', (all) => {
      all.forEach((details) => {
        details.open = true;
      });
    });
    const seen = await page.evaluate(() => {
      const shown = [...document.body.querySelectorAll('*')].filter(
        (element) => !element.closest('.unseen') && element.checkVisibility(),
      );
      const ownText = (element: Element): boolean =>
        [...element.childNodes].some(
          (node) => node.nodeType === 3 && node.textContent?.trim() !== '',
        );
      return {
        scrolls: document.documentElement.scrollWidth > innerWidth,
        beyond: shown
          .filter(
            (element) =>
              !element.closest('.scroll') && element.getBoundingClientRect().right > innerWidth + 1,
          )
          .map(({ tagName, className }) => `${tagName} ${String(className)}`),
        small: shown
          .filter(
            (element) =>
              ownText(element) &&
              !element.closest('svg') &&
              Number.parseFloat(getComputedStyle(element).fontSize) < 11.5,
          )
          .map(({ textContent }) => textContent),
        pictures: [...document.images].map(({ complete, naturalWidth, alt, clientWidth }) => ({
          loaded: complete && naturalWidth > 0,
          alt,
          wide: clientWidth,
        })),
      };
    });
    expect(seen).toMatchObject({ scrolls: false, beyond: [], small: [] });
    expect(seen.pictures).toHaveLength(98);
    for (const { loaded, alt, wide } of seen.pictures)
      expect({ loaded, alt, wide: wide > 250 }).toEqual({
        loaded: true,
        alt: expect.stringMatching(/: image, score map, map over the image$/) as string,
        wide: true,
      });
  });

  it('has the pictures of all images beside it', async () => {
    const files = (await readdir(join(folder, 'maps', 'images'))).sort();
    expect(files).toHaveLength(98);
    expect(files[0]).toMatch(/^00001-(scratch|hole|contamination|missing-thread|good)-\d+\.png$/);
    const named = await opened.page.$$eval('.panel dd:last-child', (all) =>
      all.map(({ textContent }) => textContent).filter((text) => text.endsWith('.png')),
    );
    expect(named.sort()).toEqual(files);
  });
});
