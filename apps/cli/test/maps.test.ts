import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageSet } from '@oneclass/core/datasets';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openMapsFolder } from '../src/maps/folder.ts';
import { PLACES, writeMapReport, type MapReport } from '../src/maps/report.ts';
import { mapsInMemory } from '../src/maps/score-maps.ts';
import { callOneclass, type Called } from './call-oneclass.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const oneclass = (...args: string[]): Promise<Called> => callOneclass(args, folder);
const page = (name: string): Promise<string> => readFile(at(name, 'index.html'), 'utf8');
const pictures = async (name: string): Promise<string[]> =>
  (await readdir(at(name, 'images'))).sort();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-maps-'));
  for (const [kind, count] of [
    ['good', 12],
    ['spot', 5],
  ] as const) {
    await mkdir(at('parts', kind), { recursive: true });
    for (let i = 0; i < count; i++) {
      const data = Uint8Array.from({ length: 576 }, (_, pixel) =>
        kind === 'spot' && pixel < 60
          ? 255 - 2 * i
          : 90 + 5 * i + 20 * Math.sin(pixel / (5 + i / 4)),
      );
      await sharp(data, { raw: { width: 24, height: 24, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(at('parts', kind, `${String(i)} <b>.png`));
    }
  }
  for (const fit of [
    ['pca', 'parts', '-o', 'pca.oneclass', '--threshold', 'fpr=0.25', '--hold-out', '0.4'],
    ['kde', 'parts', '-o', 'kde.oneclass'],
  ]) {
    const { code, stderr } = await oneclass('fit', ...fit);
    if (code !== 0) throw new Error(stderr);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('oneclass score --maps', () => {
  it('writes a page and a picture of each image, the highest score first, and prints the scores as without', async () => {
    const [plain, mapped] = [
      await oneclass('score', 'pca.oneclass', 'parts/spot', 'parts/good', '--json'),
      await oneclass(
        'score',
        'pca.oneclass',
        'parts/spot',
        'parts/good',
        '--json',
        '--maps',
        'maps',
      ),
    ];
    expect(mapped).toMatchObject({
      code: 0,
      stdout: plain.stdout,
      stderr: expect.stringContaining(
        `17 images in ${join('maps', 'images')}, shown by ${join('maps', 'index.html')}`,
      ) as string,
    });
    const { images } = JSON.parse(plain.stdout) as { images: { path: string; score: number }[] };
    const falling = images.toSorted((a, b) => b.score - a.score).map(({ path }) => path);
    const html = await page('maps');
    expect(
      [...html.matchAll(/<p class="title">(.+?)<\/p>/g)].map(([, title]) =>
        `parts/${title ?? ''}`.replaceAll('&#60;', '<').replaceAll('&#62;', '>'),
      ),
    ).toEqual(falling);
    const names = await pictures('maps');
    expect(names).toHaveLength(17);
    expect(names[0]).toMatch(/^0001-\d-b-\.png$/);
    expect((await readdir(at('maps'))).sort()).toEqual(['images', 'index.html']);
    expect(html).toContain('<meta name="generator" content="oneclass score maps">');
    expect(html).not.toContain('<b>.png');
    const picture = await sharp(
      await readFile(at('maps', 'images', names[0] as string)),
    ).metadata();
    expect(picture).toMatchObject({ format: 'png', width: 3 * (9 * 24 + 6), height: 9 * 24 + 6 });
  });

  it('takes thresholds of its own', async () => {
    await oneclass(
      'score',
      'pca.oneclass',
      'parts',
      '--maps',
      'own',
      '--threshold',
      '1e9',
      '--pixel-threshold=-1',
    );
    const html = await page('own');
    expect(html).toContain('Called normal (17)');
    expect(html.match(/<dt>above the threshold<\/dt><dd>100\.00 %<\/dd>/g)).toHaveLength(17);
  });

  it('replaces what an earlier one left', async () => {
    await oneclass('score', 'pca.oneclass', 'parts', '--maps', 'again');
    await oneclass('score', 'pca.oneclass', 'parts/spot', '--maps', 'again');
    expect(await pictures('again')).toHaveLength(5);
  });
});

describe('oneclass evaluate --maps', () => {
  it('says of each image whether it was found', async () => {
    const { code, stdout } = await oneclass(
      'evaluate',
      'pca.oneclass',
      'parts',
      '--maps',
      'evaluated',
      '--json',
    );
    expect(code).toBe(0);
    const { confusion } = JSON.parse(stdout) as {
      confusion: {
        truePositive: number;
        falsePositive: number;
        trueNegative: number;
        falseNegative: number;
      };
    };
    const html = await page('evaluated');
    const count = (tone: string, text: string): number =>
      html.split(`<span class="verdict ${tone}">${text}</span>`).length - 1;
    expect({
      truePositive: count('right', 'found'),
      falsePositive: count('wrong', 'false alarm'),
      trueNegative: count('right', 'passed'),
      falseNegative: count('wrong', 'missed'),
    }).toEqual(confusion);
    expect(html).toContain('<td>AUROC</td>');
    expect(await pictures('evaluated')).toHaveLength(17);
  });
});

describe('a page of score maps', () => {
  const size = 2 * PLACES + 50;
  const samples = imageSet({ data: new Uint8Array(size * 16), sampleShape: [4, 4, 1] });
  const controller = new AbortController();
  const report = (change: Partial<MapReport> & Pick<MapReport, 'folder'>): MapReport => ({
    maps: mapsInMemory({
      data: Float32Array.from({ length: size * 16 }, (_, i) => i % 7),
      shape: [size, 4, 4],
    }),
    image: async (index) => ({
      data: samples.bytes.subarray(16 * index, 16 * index + 16),
      shape: [1, 4, 4, 1],
    }),
    ids: samples.ids,
    scores: Float32Array.from({ length: size }, (_, i) => i),
    threshold: 24.5,
    pixelThreshold: 3,
    about: { title: 't', subtitle: 's', figures: [], details: {} },
    signal: controller.signal,
    onProgress: () => undefined,
    ...change,
  });
  const said = async (write: () => Promise<void>): Promise<string> => {
    let text = '';
    const spy = vi
      .spyOn(process.stderr, 'write')
      .mockImplementation((line) => Boolean((text += String(line))));
    await write().finally(() => {
      spy.mockRestore();
    });
    return text;
  };

  it('of many images shows the first of each part, and says where the others are', async () => {
    const target = await openMapsFolder(at('many'));
    expect(await said(() => writeMapReport(report({ folder: target })))).toContain(
      '250 images in ',
    );
    await target.discard();
    expect(await pictures('many')).toHaveLength(size);
    const html = await page('many');
    expect(html.match(/<img /g)).toHaveLength(PLACES);
    const falling = Array.from({ length: size }, (_, i) => String(size - 1 - i));
    expect([...html.matchAll(/<p class="title">(\d+)<\/p>/g)].map(([, title]) => title)).toEqual([
      ...falling.slice(0, 75),
      ...falling.slice(-25),
    ]);
    expect(html).toContain(
      'Called anomalous: 225, called normal: 25. The pictures of all 250 are in images/ ' +
        'beside this page, numbered in its order. On the page itself are 100 of them, the first ' +
        'of each part.',
    );
    expect(html).toContain('Here are 75; the other 150 are in images/.');
    expect(html).toContain('Scores of all 250 images');
    expect(html).toContain('<td>0250-0.png</td>');
  });

  it('is not there when it was stopped, and nothing else either', async () => {
    const target = await openMapsFolder(at('stopped'));
    const stop = new AbortController();
    const reason = new Error('stopped');
    let steps = 0;
    const onProgress: MapReport['onProgress'] = ({ type }) => {
      if (type === 'step-end' && ++steps === 30) stop.abort(reason);
    };
    await expect(
      writeMapReport(report({ folder: target, signal: stop.signal, onProgress })),
    ).rejects.toBe(reason);
    expect(steps).toBeLessThan(40);
    await target.discard();
    expect(await readdir(folder)).not.toContain('stopped');
  });
});

describe('wrong use of --maps', () => {
  it.each<[string, string[], RegExp]>([
    [
      'a detector without maps',
      ['score', 'kde.oneclass', 'parts', '--maps', 'x'],
      /--maps needs score maps, and kde gives none.*anogan, conv-autoencoder, .*pca, dfr/,
    ],
    [
      'an evaluation of one',
      ['evaluate', 'kde.oneclass', 'parts', '--maps', 'x'],
      /--maps needs score maps, and kde gives none/,
    ],
    [
      'a file',
      ['score', 'pca.oneclass', 'parts', '--maps', 'pca.oneclass'],
      /--maps "pca\.oneclass" is a file/,
    ],
    [
      'a folder with a page of one’s own',
      ['evaluate', 'pca.oneclass', 'parts', '--maps', 'site'],
      /"site" has "index\.html", which is not of an earlier --maps/,
    ],
  ])('%s is one clear error', async (_, args, message) => {
    await mkdir(at('site'), { recursive: true });
    await writeFile(at('site', 'index.html'), 'mine');
    const { code, stdout, stderr } = await oneclass(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n').filter((line) => line.startsWith('error:'))).toEqual([
      expect.stringMatching(message),
    ]);
    expect(await readdir(folder)).not.toContain('x');
  });

  it('leaves nothing in the folder when it fails', async () => {
    await mkdir(at('damaged'));
    await writeFile(at('damaged', 'a.png'), 'no image');
    const { code } = await oneclass('score', 'pca.oneclass', 'damaged', '--maps', 'failed');
    expect(code).toBe(1);
    expect(await readdir(folder)).not.toContain('failed');
  });
});
