import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '@oneclass/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass, type Called } from './call-oneclass.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const oneclass = (...args: string[]): Promise<Called> => callOneclass(args, folder);

/** Noise alone: `crack` has no defect, so that the true AUROC is 50 %. */
async function draw(kind: string, count: number, seed: number): Promise<void> {
  const rng = createRng(seed).derive('noise');
  await mkdir(at(kind), { recursive: true });
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.from({ length: 256 }, () => 255 * rng.uniform());
    await sharp(data, { raw: { width: 16, height: 16, channels: 1 } })
      .png()
      .toFile(at(kind, `${String(i)}.png`));
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-seen-'));
  await draw('parts/good', 60, 1);
  await draw('parts/crack', 60, 2);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Figures {
  readonly auroc: number;
  readonly leftOut: number;
  readonly calibratedOn: number;
  readonly counts: { readonly normal: number };
}

describe('README’s commands on one folder', () => {
  it('end with an honest number', async () => {
    const fitted = await oneclass(
      ...['fit', 'parts/good', '--method', 'pca', '-o', 'a.oneclass', '--threshold', 'fpr=0.2'],
      ...['--evaluation-share', '0.4', '--json'],
    );
    expect(JSON.parse(fitted.stdout)).toMatchObject({ fittedOn: 32, heldOut: 4, kept: 24 });
    const { stdout, stderr } = await oneclass('evaluate', 'a.oneclass', 'parts', '--json');
    const found = JSON.parse(stdout) as Figures;
    expect(found).toMatchObject({ leftOut: 32, calibratedOn: 4, counts: { normal: 28 } });
    expect(Math.abs(found.auroc - 0.5)).toBeLessThan(0.15); // 4 standard errors at most
    expect(stderr).toContain('Left out: 32 images that it was fitted on.');
    expect(stderr).toContain('Its thresholds were found on 4 of the others');
  });

  it('are told how to go on where all the normal images went into the fit', async () => {
    const fitted = await oneclass('fit', 'parts/good', '--method', 'pca', '-o', 'b.oneclass');
    expect(fitted.stderr).toContain('--evaluation-share 0.2 keeps a fifth of them');
    await rename(at('parts/good'), at('parts/ok-renamed'));
    await mkdir(at('elsewhere'));
    await rename(at('parts/ok-renamed'), at('elsewhere/good'));
    await rename(at('parts/crack'), at('elsewhere/crack'));
    for (const args of [
      ['evaluate', 'b.oneclass', 'elsewhere'],
      ['calibrate', 'b.oneclass', 'elsewhere', '--threshold', 'fpr=0.05'],
      ['calibrate', 'b.oneclass', 'elsewhere/good', '--threshold', 'fpr=0.05'],
    ]) {
      const { code, stdout, stderr } = await oneclass(...args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/fitted on all the normal images here \(60\).*--evaluation-share/);
    }
  });

  it('calibrate on what is left, and say what was left out', async () => {
    const args = ['elsewhere', '--method', 'pca', '-o', 'c.oneclass', '--evaluation-share', '0.5'];
    await oneclass('fit', ...args);
    const calibrated = await oneclass(
      'calibrate',
      'c.oneclass',
      'elsewhere',
      '--threshold',
      'fpr=0.1',
    );
    expect(calibrated.stderr).toContain('Left out: 30 images that it was fitted on.');
    expect(calibrated.stdout).toMatch(/calibrated on +30 images/);
    const { stderr, stdout } = await oneclass('evaluate', 'c.oneclass', 'elsewhere', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ leftOut: 30, calibratedOn: 30, f1: null });
    expect(stderr).toContain('No F1 or accuracy');
    const inspected = await oneclass('inspect', 'c.oneclass', '--json');
    expect(JSON.parse(inspected.stdout)).toMatchObject({ seen: { fitted: 30, calibrated: 30 } });
  });

  it('say on how many images each of the two thresholds was found', async () => {
    const calibrated = ['calibrate', 'a.oneclass', 'elsewhere', '--pixel-threshold', 'fpr=0.1'];
    expect((await oneclass(...calibrated, '-o', 'd.oneclass')).code).toBe(0);
    const { stdout, stderr } = await oneclass('evaluate', 'd.oneclass', 'elsewhere', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ calibratedOn: 4, pixelCalibratedOn: 28 });
    expect(stderr).toContain(
      'Its threshold of images was found on 4 of the others, that of pixels on 28;',
    );
    const inspected = await oneclass('inspect', 'd.oneclass', '--json');
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      seen: { fitted: 32, calibrated: 4, pixelCalibrated: 28 },
    });
    // Of a file that knows them apart, the other threshold is found anew.
    const again = ['calibrate', 'd.oneclass', 'elsewhere', '--threshold', 'fpr=0.1'];
    await oneclass(...again, '--pixel-threshold', '0.5');
    const both = await oneclass('evaluate', 'd.oneclass', 'elsewhere', '--json');
    expect(JSON.parse(both.stdout)).toMatchObject({ calibratedOn: 28, pixelCalibratedOn: 0 });
  });
});
