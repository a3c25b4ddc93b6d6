import { existsSync } from 'node:fs';

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
