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

it.each([
  [['fit', 'parts', '--method', 'pca', '-o', 'b.oneclass']],
  [['score', 'a.oneclass', 'parts']],
  [['evaluate', 'a.oneclass', 'parts']],
  [['calibrate', 'a.oneclass', 'parts', '--threshold', 'k-sigma=3', '-o', 'c.oneclass']],
])('%j refuses larger images than --max-pixels, and names it', async (command) => {
  const refused = await call([...command, '--max-pixels', '399']);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toMatch(
    /0\.png: 20 × 20 pixels, more than the limit of 399\..* \(--max-pixels NUMBER\)/,
  );
  expect((await call([...command, '--max-pixels', '4e2'])).code).toBe(0);
  const wrong = await call([...command, '--max-pixels', '1.5']);
  expect(wrong.stderr).toMatch(/Invalid --max-pixels "1\.5": expected a whole number of pixels/);
});
