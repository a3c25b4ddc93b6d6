import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callOneclass } from './call-oneclass.ts';

let folder: string;

/** Images of 20 × 20. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-max-pixels-'));
  for (const kind of ['good', 'dark']) {
    await mkdir(join(folder, 'parts', kind), { recursive: true });
    for (let i = 0; i < 4; i++) {
      const data = Buffer.from(Array.from({ length: 400 }, (_, k) => (k * (i + 3) * 7) % 251));
      await sharp(data, { raw: { width: 20, height: 20, channels: 1 } })
        .png()
        .toFile(join(folder, 'parts', kind, `${String(i)}.png`));
    }
  }
  const { code, stderr } = await call([
    ...['fit', 'parts', '--method', 'pca', '-o', 'a.oneclass', '--evaluation-share', '0.5'],
  ]);
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const call = (args: readonly string[]) => callOneclass(args, folder);

/** 3 copies of 20 × 20 pixels, and 64 rows of 20, of three bytes each. */
const COST = 3 * (3 * 400 + 64 * 20);

const COMMANDS = [
  ['fit', 'parts', '--method', 'pca', '-o', 'b.oneclass'],
  ['score', 'a.oneclass', 'parts'],
  ['evaluate', 'a.oneclass', 'parts'],
  ['calibrate', 'a.oneclass', 'parts', '--threshold', 'k-sigma=3', '-o', 'c.oneclass'],
].map((command): [string[]] => [command]);

it.each(COMMANDS)('%j refuses larger images than --max-pixels, and names it', async (command) => {
  const refused = await call([...command, '--max-pixels', '399']);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toMatch(
    /0\.png: 20 × 20 pixels, more than the limit of 399\..* \(--max-pixels NUMBER\)/,
  );
  expect((await call([...command, '--max-pixels', '4e2'])).code).toBe(0);
  const wrong = await call([...command, '--max-pixels', '1.5']);
  expect(wrong.stderr).toMatch(/Invalid --max-pixels "1\.5": expected a whole number of pixels/);
});

it.each(COMMANDS)(
  '%j refuses images whose decoding takes more than --decode-bytes, and takes turns within it',
  async (command) => {
    const refused = await call([...command, '--decode-bytes', String(COST - 1)]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(
      /0\.png: 20 × 20 pixels take 1 MB to decode, .*raise decodeBytes\. \(--decode-bytes NUMBER\)/,
    );
    const [within, without] = [
      await call([...command, '--decode-bytes', String(COST)]),
      await call(command),
    ];
    const timeless = (text: string): string => text.replace(/in [\d.]+ m?s/, '');
    expect(within.code).toBe(0);
    expect(timeless(within.stdout)).toBe(timeless(without.stdout));
    const wrong = await call([...command, '--decode-bytes', '4GB']);
    expect(wrong.stderr).toMatch(/Invalid --decode-bytes "4GB": expected a whole number of bytes/);
  },
);
