import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where Chromium is, of CHROME_PATH or the usual places; undefined where there is none. */
export const browserPath = [process.env['CHROME_PATH'] ?? '', ...PLACES].find(
  (path) => path !== '' && existsSync(path),
);

export interface OpenPage {
  readonly page: Page;
  readonly browser: Browser;
  /** Beginnings of the addresses that it asked for. */
  readonly requested: readonly string[];
  /** What the browser said of it. */
  readonly complaints: readonly string[];
}

/** A file in headless Chromium; the caller closes the browser. */
export async function openPage(file: string): Promise<OpenPage> {
  const browser = await puppeteer.launch({
    executablePath: browserPath as string,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const [requested, complaints]: [string[], string[]] = [[], []];
  const page = await browser.newPage();
  page.on('request', (request) => void requested.push(request.url().slice(0, 60)));
  page.on('console', (message) => void complaints.push(message.text()));
  page.on('pageerror', (error) => void complaints.push(String(error)));
  await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
  return { page, browser, requested, complaints };
}
