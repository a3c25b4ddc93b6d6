import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '@oneclass/core';
import type { Answer, Region } from '@oneclass/inspection';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass, type Called } from './call-oneclass.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const oneclass = (...args: string[]): Promise<Called> => callOneclass(args, folder);

const [WIDTH, HEIGHT] = [40, 24];
/** A clock in the corner: of every image another brightness. */
const isClock = (x: number, y: number): boolean => x >= 23 && y < 9;

interface Drawn {
  readonly clock: number;
  readonly defect?: boolean;
  /** As cameras store a picture that was taken on its side. */
  readonly turned?: boolean;
}

async function write(path: string, seed: number, { clock, defect, turned }: Drawn): Promise<void> {
  const rng = createRng(seed);
  const data = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const noise = 90 + 20 * rng.uniform();
    if (isClock(x, y)) return clock;
    return defect === true && x >= 4 && x < 12 && y >= 12 && y < 18 ? 240 : noise;
  });
  const picture = sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } });
  if (turned !== true) return void (await picture.toColourspace('b-w').png().toFile(path));
  const stored = await picture.rotate(270).toColourspace('b-w').png().toBuffer();
  await sharp(stored).withMetadata({ orientation: 6 }).png().toFile(path);
}

const fit = (method: string, file: string, ...more: string[]): Promise<Called> =>
  oneclass(
    ...['fit', 'good', '--method', method, '-o', file, '--size', '12x20', '--ignore', 'mask.png'],
    ...['--threshold', 'fpr=0.2', '--hold-out', '0.5', ...more],
  );

async function scores(file: string, ...images: string[]): Promise<Answer[]> {
  const regions = file.startsWith('pca') ? ['--regions'] : [];
  const { stdout, stderr } = await oneclass('score', file, ...images, '--jsonl', ...regions);
  expect(stderr).not.toContain('error');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-ignore-'));
  await mkdir(at('good'));
  const rng = createRng(8);
  for (let i = 0; i < 30; i++)
    await write(at('good', `${String(i)}.png`), i, { clock: 255 * rng.uniform() });
  await write(at('dark.png'), 50, { clock: 0 });
  await write(at('light.png'), 50, { clock: 255 });
  await write(at('turned.png'), 50, { clock: 130, turned: true });
  await write(at('defect.png'), 51, { clock: 255, defect: true });
  const mask = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
    isClock(i % WIDTH, Math.floor(i / WIDTH)) ? 255 : 0,
  );
  await sharp(mask, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(at('mask.png'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('oneclass fit --ignore', () => {
  it.each(['pca', 'kde', 'conv-autoencoder'])(
    'makes a detector of %s that does not see what lies there',
    async (method) => {
      const more = method === 'conv-autoencoder' ? ['--set', 'epochs=1', '--size', '32'] : [];
      const file = `${method}.oneclass`;
      const { code, stderr } = await fit(method, file, ...more);
      expect(code, stderr).toBe(0);
      expect(stderr).toMatch(/Ignored: 16 % of every image, filled with the mean of .* of 255/);
      const [dark, light, turned] = await scores(file, 'dark.png', 'light.png', 'turned.png');
      for (const other of [light, turned])
        expect({ ...other, path: null }).toEqual({ ...dark, path: null });
    },
  );

  it('finds the defect beside it, and no region in it', async () => {
    const { stdout: line } = await oneclass(
      ...['score', 'pca.oneclass', 'defect.png', '--jsonl', '--regions'],
      ...['--pixel-threshold', '0.05'],
    );
    const found = JSON.parse(line) as Answer;
    expect(found).toMatchObject({ verdict: 'anomalous', size: { width: WIDTH, height: HEIGHT } });
    const [{ box }] = found.regions as readonly [Region];
    expect(box.x).toBeLessThan(12);
    expect(box.y).toBeGreaterThan(8);
    const args = ['score', 'pca.oneclass', 'defect.png', '--pixel-threshold=-1'];
    const { stdout } = await oneclass(...args, '--regions', '--json');
    const { images } = JSON.parse(stdout) as { images: [Answer] };
    // All that is looked at is one region then: without the clock, which is 17 × 9 of the image.
    const [whole, ...others] = images[0].regions ?? [];
    expect(others).toEqual([]);
    expect(whole?.area).toBeLessThan(WIDTH * HEIGHT - 16 * 8);
    await oneclass(...args, '--maps', 'maps', '--maps-format', 'mask');
    const mask = await sharp(at('maps', 'images', '00001-defect.mask.png'))
      .extractChannel(0)
      .raw()
      .toBuffer();
    expect(mask[4 * WIDTH + 32]).toBe(0);
    expect(mask[20 * WIDTH + 5]).toBe(255);
  });

  it('is said by inspect, and stretched for images of another size, which is said', async () => {
    const { stdout } = await oneclass('inspect', 'pca.oneclass');
    expect(stdout).toMatch(/ignored +15\.94 % of the image, drawn on 40 × 24/);
    await sharp(at('dark.png')).resize(80, 48).png().toFile(at('large.png'));
    const { stderr } = await oneclass('score', 'pca.oneclass', 'large.png');
    expect(stderr).toContain(
      '1 of 1 image of another size than the mask of what is ignored, 40 × 24: it is stretched',
    );
  });

  it('is kept by calibrate', async () => {
    await oneclass(...['calibrate', 'pca.oneclass', '-o', 'pca2.oneclass', '--threshold', '0.5']);
    const [dark, light] = await scores('pca2.oneclass', 'dark.png', 'light.png');
    expect(light?.score).toBe(dark?.score);
    expect((await readFile(at('pca2.oneclass'))).includes('ignore')).toBe(true);
  });

  it.each<[string, string[], RegExp]>([
    ['a mask of one colour', ['good', '--ignore', 'black.png'], /\(--ignore\)|--ignore|mask/],
    ['no file', ['good', '--ignore', 'nowhere.png'], /nowhere\.png/],
    ['a named set', ['digits:2', '--ignore', 'mask.png'], /is a named set.*--ignore/],
  ])('is one clear error with %s', async (_, [data = '', ...options], message) => {
    await sharp(Buffer.alloc(WIDTH * HEIGHT), {
      raw: { width: WIDTH, height: HEIGHT, channels: 1 },
    })
      .png()
      .toFile(at('black.png'));
    const { code, stderr } = await oneclass(
      ...['fit', data, '--method', 'pca', '-o', 'x.oneclass', ...options],
    );
    expect(code).not.toBe(0);
    const errors = stderr.split('\n').filter((line) => line.startsWith('error:'));
    expect(errors).toEqual([expect.stringMatching(message)]);
  });
});
