import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mutateData, mutateFiles, mutateModules } from './table-mutations.ts';

it('more than ten thousand broken tables are valid or refused with one typed error each', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-table-'));
  try {
    expect(await mutateModules(6_500)).toBeGreaterThan(1_000);
    expect(await mutateData(4_000)).toBeGreaterThan(1_000);
    expect(await mutateFiles(300, folder)).toBeGreaterThan(50);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
