import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vgg19Provider } from '@oneclass/vgg-features/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BENCH_FOLDER, differenceOf, packagesIn, unversioned } from '../../src/table/packages.ts';
import { loadCells } from '../../src/table/load-cells.ts';
import { tables } from '../../src/paper/index.ts';
import { detectorOf } from '../../src/paper/detectors.ts';
import type { Cell } from '../../src/table/table.ts';
import { tinyCell, tinyInstalled, tinyTable } from '../tiny-table.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-packages-'));
  const manifests = {
    '.': { name: 'own', version: '0.1.0' },
    'node_modules/other': { name: 'other', version: '2.0.0-beta.1' },
    'node_modules/own': { name: 'own', version: '9.9.9' },
    'node_modules/bare': { name: 'bare' },
  };
  await mkdir(join(folder, 'tables'));
  for (const [path, manifest] of Object.entries(manifests)) {
    await mkdir(join(folder, path), { recursive: true });
    await writeFile(join(folder, path, 'package.json'), JSON.stringify(manifest));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const { package: _, ...plain } = tinyCell(0, 1);
const packagesOf = (cell: Cell): Promise<unknown> =>
  packagesIn(join(folder, 'tables'), tinyTable)(cell);

describe('the packages of a cell', () => {
  it('have the versions that are installed for the table’s module; the package that it lies in comes first', async () => {
    expect(await packagesOf({ ...plain, package: 'other' })).toEqual({
      package: { name: 'other', version: '2.0.0-beta.1' },
    });
    expect(await packagesOf({ ...plain, package: 'own' })).toEqual({
      package: { name: 'own', version: '0.1.0' },
    });
    expect(await packagesOf({ ...plain, package: 'bare' })).toEqual({ package: { name: 'bare' } });
    expect(await packagesOf(plain)).toEqual({});
    const onFeatures = { ...plain, ...detectorOf('dfr', 'vgg19').on, package: 'own' };
    const features = { provider: vgg19Provider, package: 'other' };
    expect(await packagesOf({ ...onFeatures, features })).toEqual({
      package: { name: 'own', version: '0.1.0' },
      featuresPackage: { name: 'other', version: '2.0.0-beta.1' },
    });
  });

  it.each(['nowhere', '../other', '/other'])('are refused where %s is not one', async (name) => {
    await expect(packagesOf({ ...plain, package: name })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(
        `\`package\` of a cell of table "tiny" is "${name}", and no such package is installed`,
      ) as string,
    });
  });

  it('are named by every cell of the tables that have a name, at the bench’s own versions', async () => {
    const ours = JSON.parse(
      await readFile(new URL('../../../../packages/dfr/package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    for (const table of tables) {
      const installed = await loadCells(table, { size: 'full', seeds: [0], from: BENCH_FOLDER });
      expect(unversioned(installed)).toBeUndefined();
      const dfr = installed.filter(({ method }) => method.name === 'dfr');
      for (const { packages } of dfr) expect(packages.package?.version).toBe(ours.version);
    }
  });

  it('are asked for where a new version would not be noticed', () => {
    const cells = [
      tinyInstalled(0, 1),
      tinyInstalled(1, 1, { package: { name: 'bare' } }),
      { ...tinyInstalled(2, 1), ...detectorOf('dfr', 'vgg19').on },
    ];
    expect(unversioned(cells)).toMatch(
      /^No version is known of method conv-autoencoder, features vgg19: .*--force.*`package`/,
    );
    expect(unversioned(cells.slice(0, 1))).toBeUndefined();
  });

  it('that differ are named with both versions', () => {
    const [one, two] = [{ name: 'x', version: '1.0.0' }, { name: 'x' }];
    expect(differenceOf({ package: one }, { package: two })).toBe(
      'computed by x 1.0.0, x (no version) is installed',
    );
    expect(
      differenceOf({ package: one, featuresPackage: one }, { package: one, featuresPackage: two }),
    ).toBe('computed by x 1.0.0, x (no version) is installed');
    expect(differenceOf({}, { package: one })).toBe(
      'computed by code of no named package, x 1.0.0 is installed',
    );
    expect(differenceOf({ package: one }, {})).toBe('computed by x 1.0.0, none is named now');
  });
});
