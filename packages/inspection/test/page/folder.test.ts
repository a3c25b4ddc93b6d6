import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listImages, SCORE_MAP_PAGE } from '@oneclass/core/node';
import { openMapsFolder } from '../../src/node/page/folder.ts';
import { mapsInFile, mapsInMemory } from '../../src/node/page/score-maps.ts';

let parent: string;
const at = (...parts: string[]): string => join(parent, ...parts);
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'oneclass-maps-folder-'));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

const error = (code: string, message: RegExp): unknown =>
  expect.objectContaining({
    code,
    argument: 'maps',
    message: expect.stringMatching(message) as string,
  });

/** Writes a page and pictures of these names. */
async function write(path: string, names: readonly string[]): Promise<void> {
  const folder = await openMapsFolder(path);
  for (const name of names) await writeFile(join(folder.staging, 'images', name), name);
  await writeFile(
    join(folder.staging, 'index.html'),
    `<meta name="generator" content="${SCORE_MAP_PAGE.generator}"> ${names.join()}`,
  );
  await folder.commit();
  await folder.discard();
}

/** As if the process that writes to it had been killed: numbers end at four million. */
async function killWriter(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    const killed = name.replace(`-${String(process.pid)}-`, '-9999999-');
    await rename(join(path, name), join(path, killed));
  }
}

describe('a folder for maps', () => {
  it('has nothing in its place before all is there', async () => {
    const folder = await openMapsFolder(at('new'));
    await writeFile(join(folder.staging, 'index.html'), 'page');
    expect((await readdir(at('new'))).filter((name) => !name.startsWith('.'))).toEqual([]);
    await folder.commit();
    expect((await readdir(at('new'))).sort()).toEqual(['images', 'index.html']);
    await folder.discard();
    expect((await readdir(at('new'))).sort()).toEqual(['images', 'index.html']);
  });

  it('is gone again when it was made for nothing', async () => {
    const folder = await openMapsFolder(at('gone'));
    await writeFile(join(folder.staging, 'images', '1.png'), '');
    await folder.discard();
    expect(await readdir(parent)).not.toContain('gone');
    await mkdir(at('kept'));
    await (await openMapsFolder(at('kept'))).discard();
    expect(await readdir(at('kept'))).toEqual([]);
  });

  it('has nothing left of an earlier run, and all else that is in it', async () => {
    await write(at('again'), ['1.png', '2.png']);
    await writeFile(at('again', 'notes.txt'), 'mine');
    await write(at('again'), ['3.png']);
    expect((await readdir(at('again'))).sort()).toEqual(['images', 'index.html', 'notes.txt']);
    expect(await readdir(at('again', 'images'))).toEqual(['3.png']);
    expect(await readFile(at('again', 'index.html'), 'utf8')).toContain('3.png');
  });

  it('keeps what an earlier run left when the next one fails', async () => {
    await write(at('failed'), ['1.png']);
    await (await openMapsFolder(at('failed'))).discard();
    expect(await readdir(at('failed', 'images'))).toEqual(['1.png']);
  });

  it('has the old page and its pictures when the new ones can’t be put in place', async () => {
    await write(at('unmoved'), ['old.png']);
    const folder = await openMapsFolder(at('unmoved'));
    await writeFile(join(folder.staging, 'images', 'new.png'), 'new'); // and no page
    await expect(folder.commit()).rejects.toMatchObject({ name: 'OneClassError' });
    await folder.discard();
    expect((await readdir(at('unmoved'))).sort()).toEqual(['images', 'index.html']);
    expect(await readdir(at('unmoved', 'images'))).toEqual(['old.png']);
    expect(await readFile(at('unmoved', 'index.html'), 'utf8')).toContain('old.png');
  });

  describe('that a killed run has left', () => {
    /** In the order in which a run brings page and pictures into place. */
    const STEPS = [
      ['.', 'index.html', '.maps', 'old-index.html'],
      ['.', 'images', '.maps', 'old-images'],
      ['.maps', 'images', '.', 'images'],
      ['.maps', 'index.html', '.', 'index.html'],
    ] as const;

    it.each([0, 1, 2, 3, 4])('after step %i has the old page or the new, whole', async (steps) => {
      const path = at(`killed-${String(steps)}`);
      await write(path, ['old.png']);
      const folder = await openMapsFolder(path);
      await writeFile(join(folder.staging, 'images', 'new.png'), 'new');
      const page = `<meta name="generator" content="${SCORE_MAP_PAGE.generator}"> new`;
      await writeFile(join(folder.staging, 'index.html'), page);
      await killWriter(path);
      const staging = folder.staging.replace(`-${String(process.pid)}-`, '-9999999-');
      const of = (place: '.' | '.maps'): string => (place === '.' ? path : staging);
      for (const [from, name, to, other] of STEPS.slice(0, steps))
        await rename(join(of(from), name), join(of(to), other));

      await expect(listImages(path)).rejects.toThrow('no images there');
      await (await openMapsFolder(path)).discard();
      expect((await readdir(path)).sort()).toEqual(['images', 'index.html']);
      const left = steps === 0 ? 'old.png' : 'new.png';
      expect(await readdir(join(path, 'images'))).toEqual([left]);
      expect(await readFile(join(path, 'index.html'), 'utf8')).toContain(left.slice(0, 3));
    });

    it('before it had a page has none', async () => {
      const path = at('half');
      const folder = await openMapsFolder(path);
      await writeFile(join(folder.staging, 'images', 'new.png'), 'new');
      await killWriter(path);
      await (await openMapsFolder(path)).discard();
      expect(await readdir(path)).toEqual([]);
    });
  });

  it('is refused while another run writes to it', async () => {
    const folder = await openMapsFolder(at('busy'));
    await expect(openMapsFolder(at('busy'))).rejects.toThrow(
      error(
        'invalid-argument',
        /busy" is in use by another run \(process \d+, since 2\d{3}-\d\d-\d\d /,
      ),
    );
    expect((await readdir(at('busy'))).sort()).toEqual([
      expect.stringMatching(/^\.maps-/),
      expect.stringMatching(/^\.maps\..+\.lock$/),
    ]);
    await folder.discard();
    await (await openMapsFolder(at('busy'))).discard();
  });

  it('is refused where it would replace what is not of an earlier run', async () => {
    await mkdir(at('site', 'images'), { recursive: true });
    await expect(openMapsFolder(at('site'))).rejects.toThrow(
      error(
        'invalid-argument',
        /site" has "images", which no earlier page left there and would be lost/,
      ),
    );
    await writeFile(at('site', 'index.html'), '<h1>My site</h1>');
    await expect(openMapsFolder(at('site'))).rejects.toThrow(
      error('invalid-argument', /has "index\.html"/),
    );
    expect((await readdir(at('site'))).sort()).toEqual(['images', 'index.html']);
  });

  it('is refused where it is a file, has no name or no folder around it', async () => {
    await writeFile(at('file'), '');
    await expect(openMapsFolder(at('file'))).rejects.toThrow(
      error('invalid-argument', /file" is a file/),
    );
    await expect(openMapsFolder('')).rejects.toThrow(error('invalid-argument', /empty/));
    await expect(openMapsFolder(at('no', 'where'))).rejects.toThrow(
      error('not-found', /no folder ".*no"\. Make it first/),
    );
    await expect(openMapsFolder(at('file', 'below'))).rejects.toThrow(
      error('invalid-argument', /can't be made \(ENOTDIR\)/),
    );
  });
});

describe('maps of a set', () => {
  it('are the same in a file, added part by part, as in memory', async () => {
    const data = Float32Array.of(1, 2, 3, -4, 0.1, 6, 7, 8, 9, 9, 9, 1e-8);
    const held = mapsInMemory({ data, shape: [3, 2, 2] });
    const filed = await mapsInFile(at('maps.bin'), [2, 2]);
    try {
      await filed.add({ data: data.subarray(0, 8), shape: [2, 2, 2] });
      await filed.add({ data: data.subarray(8), shape: [1, 2, 2] });
      for (const maps of [held, filed]) {
        expect(maps.size).toEqual([2, 2]);
        expect(maps.lowest).toEqual([-4, Math.fround(0.1), Math.fround(1e-8)]);
        expect(maps.highest).toEqual([3, 8, 9]);
        for (const i of [2, 0, 1]) expect(await maps.at(i)).toEqual(data.slice(4 * i, 4 * i + 4));
      }
    } finally {
      await filed.close();
    }
  });
});
