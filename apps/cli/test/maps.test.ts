import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass, type Called } from './call-oneclass.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const oneclass = (...args: string[]): Promise<Called> => callOneclass(args, folder);
const page = (name: string): Promise<string> => readFile(at(name, 'index.html'), 'utf8');
const pictures = async (name: string): Promise<string[]> =>
  (await readdir(at(name, 'images'))).sort();

type Row = Readonly<Record<string, string>>;
/** Of a table whose values have no comma. */
function csvRows(text: string): Row[] {
  const [head = [], ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}

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
  for (const [method = '', ...flags] of [
    ['pca', '--threshold', 'fpr=0.25', '--hold-out', '0.4'],
    ['kde'],
  ]) {
    const { code, stderr } = await oneclass(
      ...['fit', 'parts', '--method', method, '-o', `${method}.oneclass`, ...flags],
    );
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
    const rows = (JSON.parse(mapped.stdout) as { images: Row[] }).images;
    expect(mapped.stdout.replaceAll(/"picture": .+/g, '"picture": null')).toBe(plain.stdout);
    expect(mapped).toMatchObject({
      code: 0,
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
    expect(names[0]).toMatch(/^00001-\d-b-\.png$/);
    expect(rows.map(({ picture }) => picture)).toEqual(
      names.map((name) => join('maps', 'images', name)),
    );
    expect((await readdir(at('maps'))).sort()).toEqual(['images', 'index.html']);
    expect(html).toContain('<meta name="generator" content="oneclass score maps">');
    expect(html).not.toContain('<b>.png');
    const picture = await sharp(
      await readFile(at('maps', 'images', names[0] as string)),
    ).metadata();
    expect(picture).toMatchObject({ format: 'png', width: 3 * (9 * 24 + 6), height: 9 * 24 + 6 });
  });

  it('names the picture of each image, whatever is printed and was left out', async () => {
    await writeFile(at('damaged.png'), 'no image');
    const score = ['score', 'pca.oneclass', 'damaged.png', 'parts/spot', '--maps', 'named'];
    const [json, jsonl, csv] = [
      await oneclass(...score, '--json'),
      await oneclass(...score, '--jsonl'),
      await oneclass(...score, '--csv'),
    ];
    const { images } = JSON.parse(json.stdout) as { images: Row[] };
    const lines = jsonl.stdout.trimEnd().split('\n');
    const rows = csvRows(csv.stdout);
    const found = [images, lines.slice(0, -1).map((line) => JSON.parse(line) as Row), rows];
    const expected = images.map(({ path, picture }) => ({ path, picture }));
    for (const list of found)
      expect(list.map(({ path, picture }) => ({ path, picture }))).toEqual(expected);
    expect(expected.map(({ picture }) => picture)).toEqual(
      (await pictures('named')).map((name) => join('named', 'images', name)),
    );
    for (const { path, score: own } of images) {
      const [alone] = csvRows(
        (await oneclass('score', 'pca.oneclass', path ?? '', '--csv')).stdout,
      );
      expect(alone).toMatchObject({ path, score: String(own) });
      expect(alone).not.toHaveProperty('picture');
    }
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
    await oneclass(
      'fit',
      'parts',
      '--method',
      'pca',
      '-o',
      'half.oneclass',
      '--evaluation-share',
      '0.5',
    );
    const { code, stdout } = await oneclass(
      ...['evaluate', 'half.oneclass', 'parts', '--maps', 'evaluated', '--json'],
      ...['--threshold', '0.001', '--pixel-threshold', '0.01'],
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
    expect(await pictures('evaluated')).toHaveLength(11); // 6 of 12 are fitted on
  });

  it('names the picture of each image, with verdict and threshold', async () => {
    await oneclass(
      'fit',
      'parts',
      '--method',
      'pca',
      '-o',
      'half.oneclass',
      '--evaluation-share',
      '0.5',
    );
    const evaluate = ['evaluate', 'half.oneclass', 'parts', '--threshold', '0.001'];
    const [plain, csv, json] = [
      await oneclass(...evaluate, '--csv'),
      await oneclass(...evaluate, '--csv', '--maps', 'rows'),
      await oneclass(...evaluate, '--json', '--maps', 'rows'),
    ];
    const names = await pictures('rows');
    const rows = csvRows(csv.stdout);
    expect(rows.map(({ picture }) => picture)).toEqual(
      names.map((name) => join('rows', 'images', name)),
    );
    for (const { id, kind, picture, score, verdict } of rows) {
      const [, of, image] = /^\d{5}-(good|spot)-(\d+)-b-\.png$/.exec(basename(picture ?? '')) ?? [];
      expect({ kind, id: `parts/${kind ?? ''}/${image ?? ''} <b>.png` }).toEqual({ kind: of, id });
      expect(verdict).toBe(Number(score) > 0.001 ? 'anomalous' : 'normal');
    }
    expect(csvRows(plain.stdout)).toEqual(
      rows.map(({ id, kind, label, score, verdict }) => ({
        ...{ id, kind, label, score, threshold: '0.001', verdict },
      })),
    );
    const { images } = JSON.parse(json.stdout) as { images: Row[] };
    expect(images.map(({ picture }) => picture)).toEqual(rows.map(({ picture }) => picture));
    const without = csvRows((await oneclass('evaluate', 'half.oneclass', 'parts', '--csv')).stdout);
    expect(without[0]).toMatchObject({ threshold: '', verdict: '' });
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
      /"pca\.oneclass" is a file.*--maps/,
    ],
    [
      'a folder with a page of one’s own',
      ['evaluate', 'pca.oneclass', 'parts', '--maps', 'site'],
      /"site" has "index\.html", which no earlier page left there.*--maps/,
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
