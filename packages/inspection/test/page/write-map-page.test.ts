import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { imageSet } from '@oneclass/core/datasets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMapsFolder } from '../../src/node/page/folder.ts';
import { mapsInMemory } from '../../src/node/page/score-maps.ts';
import { picturePath } from '../../src/node/page/picture-name.ts';
import { PLACES, writeMapPage, type MapPage } from '../../src/node/page/write-map-page.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const page = (name: string): Promise<string> => readFile(at(name, 'index.html'), 'utf8');
const pictures = async (name: string): Promise<string[]> =>
  (await readdir(at(name, 'images'))).sort();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-map-page-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a page of score maps', () => {
  const size = 2 * PLACES + 50;
  const samples = imageSet({ data: new Uint8Array(size * 16), sampleShape: [4, 4, 1] });
  const controller = new AbortController();
  const report = (change: Partial<MapPage> & Pick<MapPage, 'folder'>): MapPage => ({
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
  it('of many images shows the first of each part, and says where the others are', async () => {
    const target = await openMapsFolder(at('many'));
    const written = await writeMapPage(report({ folder: target }));
    await target.discard();
    expect(written.page).toBe(at('many', 'index.html'));
    expect(written.pictures).toHaveLength(250);
    expect(written.pictures[249]).toBe(at('many', 'images', '00250-249.png'));
    expect(written.pictures[249]).toBe(
      picturePath(target.path, { position: 249, id: samples.ids[249] ?? '' }),
    );
    expect(await pictures('many')).toHaveLength(size);
    const html = await page('many');
    expect(html.match(/<img /g)).toHaveLength(PLACES);
    const falling = Array.from({ length: size }, (_, i) => String(size - 1 - i));
    expect([...html.matchAll(/<p class="title">(\d+)<\/p>/g)].map(([, title]) => title)).toEqual([
      ...falling.slice(0, 75),
      ...falling.slice(-25),
    ]);
    expect(html).toContain(
      'Called anomalous: 225, called normal: 25. The pictures of all 250 are in images/ beside ' +
        'this page, numbered as the images were given; the table below names them in the ' +
        'order of the page. On the page itself are 100 of them, the first of each part.',
    );
    expect(html).toContain('Here are 75; the other 150 are in images/.');
    expect(html).toContain('Scores of all 250 images');
    const files = [...html.matchAll(/<td>(\d{5}-\d+\.png)<\/td>/g)].map(([, file]) => file);
    expect(files).toEqual(
      falling.map((id) => basename(picturePath('', { position: Number(id), id }))),
    );
  });

  it('has pictures of any names: file systems count bytes, not characters', async () => {
    const long = ['表面'.repeat(36), 'ü'.repeat(200), '🙂'.repeat(50), 'x'.repeat(250)];
    const ids = samples.ids.map((id, i) => `folder/${long[i % 4] ?? ''}${id}.png`);
    const kinds = ids.map((_, i) => (i % 2 === 0 ? '欠陥'.repeat(40) : 'good'));
    const labels = Uint8Array.from(kinds, (kind) => Number(kind !== 'good'));
    const truth = { labels, kinds, masks: undefined };
    const target = await openMapsFolder(at('long'));
    const written = await writeMapPage(report({ folder: target, ids, truth }));
    await target.discard();
    const names = await pictures('long');
    expect(written.pictures.map((path) => basename(path))).toEqual(names);
    expect(names).toHaveLength(size);
    expect(names.every((name) => Buffer.byteLength(name) <= 255)).toBe(true);
    expect(names.join('')).not.toContain('\ufffd');
  });

  it('is not there when it was stopped, and nothing else either', async () => {
    const target = await openMapsFolder(at('stopped'));
    const stop = new AbortController();
    const reason = new Error('stopped');
    let steps = 0;
    const onProgress: MapPage['onProgress'] = ({ type }) => {
      if (type === 'step-end' && ++steps === 30) stop.abort(reason);
    };
    await expect(
      writeMapPage(report({ folder: target, signal: stop.signal, onProgress })),
    ).rejects.toBe(reason);
    expect(steps).toBeLessThan(40);
    await target.discard();
    expect(await readdir(folder)).not.toContain('stopped');
  });
});
