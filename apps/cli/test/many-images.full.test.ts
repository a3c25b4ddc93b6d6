import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strokeDigits } from '@oneclass/core/datasets';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneclass } from './run-oneclass.ts';

let folder: string;

/** 10,000 PNG files of 28×28. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-many-'));
  await mkdir(join(folder, 'images'));
  const { samples } = strokeDigits({ perDigit: 1000, seed: 3 });
  for (let start = 0; start < samples.size; start += 50) {
    await Promise.all(
      Array.from({ length: 50 }, async (_, k) => {
        const pixels = samples.bytes.subarray((start + k) * 784, (start + k + 1) * 784);
        const image = sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
          .toColourspace('b-w')
          .png();
        await image.toFile(join(folder, 'images', `${String(start + k).padStart(5, '0')}.png`));
      }),
    );
  }
  const { code, stderr } = await oneclass([
    'fit',
    'digits:1',
    '--method',
    'conv-autoencoder',
    '-o',
    join(folder, 'one.oneclass'),
    '--set',
    'epochs=1',
    '--threshold',
    'fpr=0.05',
  ]);
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('oneclass score', () => {
  it('scores 10,000 files of 28×28 in 20 seconds and less than a gigabyte', async () => {
    const started = performance.now();
    const { code, stdout, peakBytes } = await oneclass([
      'score',
      join(folder, 'one.oneclass'),
      join(folder, 'images'),
      '--csv',
    ]);
    const seconds = (performance.now() - started) / 1000;
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(10_001);
    expect(seconds).toBeLessThan(20);
    if (process.platform === 'linux') expect(peakBytes).toBeGreaterThan(0);
    expect(peakBytes).toBeLessThan(1e9);
  });
});
